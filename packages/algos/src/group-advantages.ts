import type { Advantages, PolicySample } from '@waltz/core';
import { aboveGroupMean, compareWithinGroups, type Comparison } from './group-comparison.ts';
import { klRewards, type KlOptions } from './kl-penalty.ts';
import { sumOf, varianceOf } from './moments.ts';

/**
 * `[sample][token]` advantages of whole answers: r_j = reward − β Σ_t k_t, compared with the rewards of its group; all
 * tokens of a sample have the same one.
 * Metrics: `advantage-spread`, the standard deviation of r_j about the mean of its group, before any scaling.
 * Throws when a sample has fewer reference log-probabilities than tokens.
 */
export function groupAdvantages(
  samples: readonly PolicySample[],
  klCoefficient: number,
  kl: KlOptions,
  compare: Comparison,
): Advantages {
  const penalties = klRewards(samples, klCoefficient, kl);
  const rewards = samples.map(({ reward }, sample) => reward + sumOf(penalties[sample] ?? []));
  const groups = samples.map(({ group }) => group);
  const compared = compareWithinGroups(rewards, groups, compare);
  const distances = compareWithinGroups(rewards, groups, aboveGroupMean);
  return {
    values: samples.map(({ oldLogprobs }, sample) => oldLogprobs.map(() => compared[sample] ?? 0)),
    metrics: { 'advantage-spread': Math.sqrt(varianceOf(distances, 0)) },
  };
}
