import type { PairBy } from '../config/sweep-config.ts';

/** Where one run of a sweep stands. */
export interface SweepRunRecord {
  readonly seed: number;
  /** Absolute. */
  readonly folder: string;
  readonly state: 'waiting' | 'done' | 'failed' | 'interrupted';
  /** Why it failed. */
  readonly error?: string;
}

export interface SweepCellRecord {
  readonly name: string;
  /** Of its resolved config without the seed. */
  readonly identity: string;
  readonly overrides: readonly string[];
  readonly runs: readonly SweepRunRecord[];
}

/** `sweep.json`: what a sweep compares, and how far it got. */
export interface SweepRecord {
  readonly experiment: string;
  readonly baseline: string;
  readonly pairBy: PairBy;
  readonly seeds: readonly number[];
  readonly cells: readonly SweepCellRecord[];
}
