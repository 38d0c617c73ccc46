import { existsSync } from 'node:fs';
import type { PreparedRun } from '../prepare-run.ts';
import type { PreparedCell, SweepRun } from './prepare-sweep.ts';

/** A base model that is not there yet. */
export interface MissingBase {
  readonly base: PreparedRun;
  /** One of the cells that need it. */
  readonly cell: PreparedCell;
}

/** The base models that these runs need and that are not there, each once. */
export function missingBases(
  pending: readonly { readonly cell: PreparedCell; readonly run: SweepRun }[],
): readonly MissingBase[] {
  const missing = new Map<string, MissingBase>();
  for (const { cell, run } of pending) {
    const { base, baseWeights } = run.prepared;
    if (base === null || baseWeights === null || existsSync(baseWeights)) continue;
    missing.set(base.identity, { base, cell });
  }
  return [...missing.values()];
}
