import { dirname, resolve } from 'node:path';
import { compose } from './compose.ts';
import { nodeAt } from './config-node.ts';
import { ConfigError } from './config-problem.ts';
import { applyOverrides, parseOverrides } from './override.ts';
import { readSweep, SWEEP, SWEEP_KEYS, type SweepConfig } from './sweep-config.ts';

export interface LoadedSweep {
  readonly config: SweepConfig;
  /** The overrides that are not of the `sweep:` block: they hold for every cell. */
  readonly shared: readonly string[];
}

/**
 * The `sweep:` block of an experiment, with the overrides of `sweep.…` applied; null when there is none.
 * Throws a `ConfigError` with all that is wrong with the block. The cells themselves are not checked here.
 */
export function loadSweep(file: string, overrides: readonly string[]): LoadedSweep | null {
  const words = parseOverrides(overrides, dirname(resolve(file)));
  const composed = compose(file, words.groups);
  if (nodeAt(composed, [SWEEP]) === undefined) return null;
  const isOfSweep = (word: string): boolean => /^[+~]?sweep\./u.test(word);
  const applied = applyOverrides(
    composed,
    words.overrides.filter(({ path: [key] }) => key === SWEEP),
    {
      isDeclared: (path) => path.length === 2 && SWEEP_KEYS.includes(path[1] ?? ''),
      keysAt: () => SWEEP_KEYS,
    },
  );
  const sweep = nodeAt(applied.root, [SWEEP]);
  if (sweep === undefined) return null;
  const { config, problems } = readSweep(sweep);
  const all = [...applied.problems, ...problems];
  if (all.length > 0) throw new ConfigError(file, all);
  return { config, shared: overrides.filter((word) => !isOfSweep(word)) };
}
