import type { ExperimentConfig } from '@waltz/core';

/** The overrides that give one of `jobs` runs its share of the cores; none where the experiment says how many workers. */
export function shareOfCores(
  { compute }: Pick<ExperimentConfig, 'compute'>,
  jobs: number,
  cores: number,
): readonly string[] {
  if (compute.workers !== 'auto') return [];
  return [`compute.workers=${Math.max(1, Math.floor(cores / jobs))}`];
}
