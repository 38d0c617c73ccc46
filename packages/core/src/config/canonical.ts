import { createHash } from 'node:crypto';
import type { ExperimentConfig } from './experiment-config.ts';

/** `value` with the keys of every map in the alphabet's order: equal values give equal JSON. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** The config in the one form that equal configs share: keys sorted, but stages in the order in which they run. */
export function canonicalConfig(config: ExperimentConfig): object {
  const stages = Object.entries(config.stages).map(([name, stage]) => [name, sortKeys(stage)]);
  const others = sortKeys({ ...config, stages: null });
  return { ...(others as object), stages: Object.fromEntries(stages) as unknown };
}

/**
 * What names a run: 12 hexadecimal digits of the SHA-256 of everything that its results depend on. That is
 * the resolved config without `run` (where and how to store) and `compute.workers` (how many share the work), and the
 * identity of the base experiment.
 */
export function runIdentity(config: ExperimentConfig, baseIdentity: string | null): string {
  return digest({ ...decisive(config), baseIdentity });
}

/** What names the runs that differ in their seed alone: the same without the seed. */
export function cellIdentity(config: ExperimentConfig, baseIdentity: string | null): string {
  return digest({ ...decisive(config), seed: undefined, baseIdentity });
}

/** The config without what no result depends on. */
function decisive(config: ExperimentConfig): object {
  const { backend } = config.compute;
  return { ...canonicalConfig(config), compute: { backend }, run: undefined };
}

/** 12 hexadecimal digits of the SHA-256 of a value that is canonical already. */
export function digest(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
