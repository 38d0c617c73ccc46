import type { PolicySample } from '../contracts/algorithm.ts';
import {
  feedbacksOf,
  responsesOf,
  type AgentRole,
  type Episode,
  type Turn,
} from '../contracts/episode.ts';
import { RandomStream } from '../random/random-stream.ts';
import { authorOf, type Credits } from './compose-credits.ts';

/** A sample of a rollout before its reference log-probabilities are known. */
export type GatheredSample = Omit<PolicySample, 'referenceLogprobs'>;

export interface GatheredSamples {
  readonly samples: readonly GatheredSample[];
  /** Episodes left out because the judge failed on what their sample's reward rests on. */
  readonly unscored: number;
}

export interface GatherSettings {
  readonly seed: number;
  /** Steps of the run so far, this one included: every step draws anew. */
  readonly globalStep: number;
  /** Probability that a revised episode gives its revised answer (B) rather than c_0 (A). */
  readonly revisedShare: number;
  /** Episodes of each prompt, which stand side by side. */
  readonly samplesPerPrompt: number;
}

/**
 * Splits collaborative rollouts into single-agent samples, one an episode (section 3):
 *
 * - feedback agent: the feedback of a round drawn uniformly, with state (p, c_t). The feedback that ended the
 *   dialogue is among them, malformed or not: otherwise "looks good" would never be trained.
 * - conversation agent: A, state p, actions c_0; or B, state (p, c_0, f_0, …), actions c_T. An episode that was not
 *   revised has only A.
 */
export function gatherSamples(
  agent: AgentRole,
  episodes: readonly Episode[],
  credits: Credits,
  settings: GatherSettings,
): GatheredSamples {
  const samples: GatheredSample[] = [];
  let unscored = 0;
  episodes.forEach((episode, index) => {
    const { seed, globalStep, samplesPerPrompt } = settings;
    const random = RandomStream.of(seed, 'samples', globalStep, agent, index);
    const turn =
      agent === 'feedback'
        ? drawFeedback(episode, random)
        : drawResponse(episode, random, settings);
    if (turn === undefined) return;
    const reward = credits[index]?.[episode.turns.indexOf(turn)]?.total;
    if (reward === undefined) throw new Error(`episode ${index} has a turn without a credit`);
    if (reward === 'unscored') unscored++;
    else samples.push(sampleOf(index, Math.floor(index / samplesPerPrompt), turn, reward));
  });
  return { samples, unscored };
}

function drawFeedback(episode: Episode, random: RandomStream): Turn | undefined {
  const feedbacks = feedbacksOf(episode);
  return feedbacks.length === 0 ? undefined : random.pick(feedbacks);
}

function drawResponse(
  episode: Episode,
  random: RandomStream,
  { revisedShare }: GatherSettings,
): Turn | undefined {
  const responses = responsesOf(episode);
  const isRevised = responses.length > 1;
  return isRevised && random.chance(revisedShare) ? responses.at(-1) : responses[0];
}

function sampleOf(episode: number, group: number, turn: Turn, reward: number): GatheredSample {
  const { tokens, logprobs } = turn.completion;
  return {
    episode,
    group,
    agent: authorOf(turn),
    round: turn.round,
    context: turn.context,
    completion: tokens,
    oldLogprobs: logprobs,
    reward,
  };
}
