import type { ReinforcementStageConfig, RewardConfig } from '../config/experiment-config.ts';
import type { Algorithm, PolicySample } from '../contracts/algorithm.ts';
import { AGENT_ROLES, type AgentRole } from '../contracts/episode.ts';
import type { Reward } from '../contracts/reward.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';
import { meanOf } from '../statistics/mean-and-spread.ts';
import type { EpisodeRecord, SampleRecord } from '../tracking/episode-record.ts';
import { coefficientsOf, composeCredits, type Credits } from '../training/compose-credits.ts';
import { scoreRewards } from '../training/score-rewards.ts';
import { restoreEpisode } from './restore-episode.ts';

/** What scores stored episodes: everything of an experiment that needs no model. */
export interface Scoring {
  readonly tokenizer: Tokenizer;
  readonly rewards: Readonly<Record<string, Reward>>;
  readonly algorithm: Algorithm;
  /** Whether its advantages need the values of a critic, which older ledgers do not keep. */
  readonly needsValues: boolean;
}

/** A number of a sample as it was recorded, and as it is now; null where it is not known. */
export interface Change {
  readonly before: number;
  readonly after: number | null;
}

/** One sample of training, with its reward and the mean of its tokens' advantages under two rewards. */
export interface ReplayedSample {
  readonly stage: string;
  readonly step: number;
  readonly prompt: string;
  readonly agent: AgentRole;
  readonly round: number;
  readonly reward: Change;
  readonly advantage: Change;
}

/** What a step was learned with. */
export interface ReplaySettings {
  readonly reward: RewardConfig;
  readonly stage: ReinforcementStageConfig;
  /** β of each agent in this step. */
  readonly klCoefficients: Readonly<Record<AgentRole, number>>;
}

/**
 * Scores the episodes of one step of the ledger again, all of them in their order, and takes the advantages of the same
 * samples. A sample that the new reward cannot score has no reward and no advantage, as in training; nor has any where
 * values are needed that the ledger does not keep.
 * Throws what rewards and algorithm throw.
 */
export async function replayStep(
  records: readonly EpisodeRecord[],
  { tokenizer, rewards, algorithm, needsValues }: Scoring,
  { reward, stage, klCoefficients }: ReplaySettings,
): Promise<readonly ReplayedSample[]> {
  const judged = records.map((record) => restoreEpisode(record, tokenizer));
  const terms = await scoreRewards(rewards, judged);
  const coefficients = coefficientsOf(reward, stage.reward);
  const credits = composeCredits(judged, terms, reward.composition, coefficients);
  return AGENT_ROLES.flatMap((agent) => {
    const samples = records.flatMap(({ samples: all = [] }, episode) =>
      all
        .filter((sample) => sample.agent === agent)
        .map((sample) => ({ sample, episode, after: rewardIn(credits, episode, sample) })),
    );
    const isKnown = !needsValues || samples.every(({ sample }) => sample.values !== undefined);
    const taught = (rewardOf: (known: (typeof samples)[number]) => number | null) =>
      meanAdvantages(
        samples.map((known) => {
          const reward = rewardOf(known);
          const { sample, episode } = known;
          return reward === null
            ? null
            : policySample(sample, episode, reward, stage.samplesPerPrompt);
        }),
        isKnown ? algorithm : null,
        klCoefficients[agent],
      );
    // Taken again, and not from the ledger, whose six digits would make differences where there are none.
    const before = taught(({ sample }) => sample.reward);
    const after = taught((known) => known.after);
    return samples.map((known, index): ReplayedSample => ({
      stage: records[known.episode]?.stage ?? '',
      step: records[known.episode]?.step ?? 0,
      prompt: records[known.episode]?.prompt.id ?? '',
      agent,
      round: known.sample.round,
      reward: { before: known.sample.reward, after: known.after },
      advantage: {
        before: before[index] ?? meanOf(known.sample.advantages) ?? 0,
        after: after[index] ?? null,
      },
    }));
  });
}

/** `[sample]` means over tokens; null where there is no sample, or no algorithm that could tell. */
function meanAdvantages(
  samples: readonly (PolicySample | null)[],
  algorithm: Algorithm | null,
  klCoefficient: number,
): readonly (number | null)[] {
  const present = samples.filter((sample) => sample !== null);
  if (algorithm === null || present.length === 0) return samples.map(() => null);
  const { values } = algorithm.advantages(present, klCoefficient);
  return samples.map((sample) =>
    sample === null ? null : meanOf(values[present.indexOf(sample)] ?? []),
  );
}

function rewardIn(credits: Credits, episode: number, sample: SampleRecord): number | null {
  const credit = credits[episode]?.find(
    ({ agent, round }) => agent === sample.agent && round === sample.round,
  );
  return typeof credit?.total === 'number' ? credit.total : null;
}

/** Algorithms look at the difference of both log-probabilities alone, which the ledger keeps. */
function policySample(
  { agent, round, tokens, kl, values }: SampleRecord,
  episode: number,
  reward: number,
  samplesPerPrompt: number,
): PolicySample {
  return {
    episode,
    group: Math.floor(episode / samplesPerPrompt),
    agent,
    round,
    context: [],
    completion: tokens.map((_, token) => token),
    oldLogprobs: kl,
    referenceLogprobs: kl.map(() => 0),
    reward,
    ...(values && { values }),
  };
}
