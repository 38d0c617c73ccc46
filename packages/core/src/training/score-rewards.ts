import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Reward, RewardTerm } from '../contracts/reward.ts';

/** What each reward of the experiment gave, by its name. */
export type TermsByReward = Readonly<Record<string, readonly RewardTerm[]>>;

/** Asks every reward about the whole batch. */
export async function scoreRewards(
  rewards: Readonly<Record<string, Reward>>,
  batch: readonly JudgedEpisode[],
): Promise<TermsByReward> {
  const scored = await Promise.all(
    Object.entries(rewards).map(
      async ([name, reward]) => [name, await reward.score(batch)] as const,
    ),
  );
  return Object.fromEntries(scored);
}
