import { readFileSync } from 'node:fs';

/** Programs of two cores that run side by side, where there is room for them. */
const MOST_PAIRS = 3;

/** Who computes where, by numbers of cores as `taskset` takes them. */
export interface SharedCores {
  /** For a run on the card: what no pair has. */
  readonly card: readonly number[];
  /** Of two cores each, one at least. */
  readonly pairs: readonly (readonly number[])[];
}

/**
 * Pairs of neighbouring cores, from the last one down, of at most half of the cores: the others feed the card. Where
 * there are fewer than four cores, the one pair and the card share them.
 */
export function shareCores(cores: readonly number[]): SharedCores {
  if (cores.length < 4) return { card: cores, pairs: [cores.slice(-2)] };
  const count = Math.min(MOST_PAIRS, Math.floor(cores.length / 4));
  const pairs = Array.from({ length: count }, (_, pair) => {
    const end = cores.length - 2 * pair;
    return cores.slice(end - 2, end);
  });
  return { card: cores.slice(0, cores.length - 2 * count), pairs };
}

/** The cores that this process may use, which in a container need not begin at 0. */
export function allowedCores(): readonly number[] {
  const [, list = '0'] =
    /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return coresOf(list);
}

/** Of a list as Linux writes it: `0-2,5` is 0, 1, 2 and 5. */
export function coresOf(list: string): readonly number[] {
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
