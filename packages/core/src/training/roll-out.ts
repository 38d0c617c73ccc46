import type { RewardConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Agents } from '../contracts/agent.ts';
import type { Episode } from '../contracts/episode.ts';
import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Prompt } from '../contracts/prompt.ts';
import { judgeEpisodes } from '../evaluation/judge-episodes.ts';
import { composeCredits, type Coefficients, type Credits } from './compose-credits.ts';
import { scoreRewards, type TermsByReward } from './score-rewards.ts';
import type { Stopwatch } from './stopwatch.ts';

/** A batch of collaborations, and what each turn of them earned. */
export interface Rollouts {
  readonly episodes: readonly Episode[];
  readonly judged: readonly JudgedEpisode[];
  readonly terms: TermsByReward;
  readonly credits: Credits;
}

export interface RolloutSettings {
  readonly globalStep: number;
  readonly temperature: number;
  readonly composition: RewardConfig['composition'];
  readonly coefficients: Coefficients;
}

/** Lets the agents collaborate on `prompts`, has their answers judged, and rewards every turn (section 2). */
export async function rollOut(
  { protocol, judge, rewards, config: { seed } }: ExperimentParts,
  agents: Agents,
  prompts: readonly Prompt[],
  { globalStep, temperature, composition, coefficients }: RolloutSettings,
  watch: Stopwatch,
): Promise<Rollouts> {
  const episodes = await watch.time('sample', () =>
    protocol.play(prompts, agents, { seed, step: globalStep, temperature }),
  );
  const judged = await watch.time('judge', () => judgeEpisodes(judge, episodes));
  const terms = await scoreRewards(rewards, judged);
  const credits = composeCredits(judged, terms, composition, coefficients);
  return { episodes, judged, terms, credits };
}
