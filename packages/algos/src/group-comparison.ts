import { meanOf, sumOf, varianceOf } from './moments.ts';

/** What the rewards of a group's samples, `[sample]`, become when they are held against each other. */
export type Comparison = (rewards: readonly number[]) => readonly number[];

/**
 * `[sample]` rewards, each compared with those of its own group alone.
 * @param groups `[sample]` which group a sample belongs to; its samples may lie anywhere in the batch.
 */
export function compareWithinGroups(
  rewards: readonly number[],
  groups: readonly number[],
  compare: Comparison,
): readonly number[] {
  const members = new Map<number | undefined, number[]>();
  rewards.forEach((_, sample) => {
    const group = members.get(groups[sample]) ?? [];
    members.set(groups[sample], [...group, sample]);
  });
  const compared: number[] = [];
  for (const samples of members.values()) {
    const values = compare(samples.map((sample) => rewards[sample] ?? 0));
    samples.forEach((sample, index) => (compared[sample] = values[index] ?? 0));
  }
  return compared;
}

/** r_j − mean(r). */
export function aboveGroupMean(rewards: readonly number[]): readonly number[] {
  const mean = meanOf(rewards);
  return rewards.map((reward) => reward - mean);
}

/**
 * r_j − mean of the others: a baseline that does not depend on the sample itself (RLOO, arXiv 2402.14740).
 * A sample without others is compared with itself, and earns 0.
 */
export function aboveOthersMean(rewards: readonly number[]): readonly number[] {
  if (rewards.length === 1) return [0];
  const sum = sumOf(rewards);
  return rewards.map((reward) => reward - (sum - reward) / (rewards.length - 1));
}

/**
 * What a group's distances from its mean are divided by: the standard deviation with n − 1 in its denominator, as
 * TRL and OpenRLHF take it, or with n; or nothing (Dr. GRPO, arXiv 2503.20783).
 */
export type GroupScale = 'sample-std' | 'population-std' | 'none';

/** (r_j − mean(r)) / (std(r) + ε): the advantage of GRPO (arXiv 2402.03300, section 4.1.2). */
export function standardScore(scale: GroupScale, epsilon: number): Comparison {
  return (rewards) => {
    const centred = aboveGroupMean(rewards);
    if (scale === 'none') return centred;
    const correction =
      scale === 'sample-std' ? rewards.length / Math.max(rewards.length - 1, 1) : 1;
    const std = Math.sqrt(varianceOf(centred, 0) * correction);
    return centred.map((distance) => distance / (std + epsilon));
  };
}
