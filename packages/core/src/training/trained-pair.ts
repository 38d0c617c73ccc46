import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Episode } from '../contracts/episode.ts';
import { playForUser } from '../evaluation/play-for-user.ts';
import { disposePolicies, openTrainedPolicies } from './policies.ts';

/** The agents of a finished run, as a user meets them. */
export interface TrainedPair {
  /** Plays the run's protocol on a prompt, decoded as in its evaluations; the last answer is the one to read. */
  answer(text: string): Promise<Episode>;
  /** Frees the weights. */
  dispose(): void;
}

/** Opens the pair whose weights lie in `folder`. Throws when the weights are missing or of another shape. */
export async function openTrainedPair(
  parts: ExperimentParts,
  folder: string,
): Promise<TrainedPair> {
  const { seed, evaluation } = parts.config;
  const policies = await openTrainedPolicies(parts, folder);
  const system = { ...parts, agents: policies.agents };
  let asked = 0;
  return {
    async answer(text) {
      // Nobody knows what such a prompt asks for. Its label is there for the contract, and no judge gets to see it.
      const prompt = {
        id: `chat-${++asked}`,
        text,
        harm: 'benign',
        adversarial: false,
        kind: 'chat',
        source: 'chat',
        traits: {},
      } as const;
      const settings = { seed, step: 'chat', temperature: evaluation.temperature };
      const [episode] = await playForUser(system, [prompt], settings);
      if (episode === undefined) throw new Error('the protocol gave no episode for the prompt');
      return episode;
    },
    dispose: () => disposePolicies(policies),
  };
}
