import { RunFolder, type EvaluationResult, type SweepRecord } from '@waltz/core';
import { MEASURES, type CellName, type MeasureName } from './paper-row.ts';

/** `[cell][seed]`: the final evaluation of every finished run. */
export type MeasuredCells = ReadonlyMap<string, ReadonlyMap<number, EvaluationResult>>;

/** Reads what the finished runs of these sweeps came to. Throws when a summary is damaged. */
export async function readMeasuredCells(records: readonly SweepRecord[]): Promise<MeasuredCells> {
  const cells = new Map<string, ReadonlyMap<number, EvaluationResult>>();
  for (const { experiment, cells: ofSweep } of records) {
    for (const { name, runs } of ofSweep) {
      const finals = new Map<number, EvaluationResult>();
      for (const { seed, folder, state } of runs) {
        const summary = state === 'done' ? await new RunFolder(folder).readSummary() : null;
        const final = summary?.evaluations['final'];
        if (final !== undefined) finals.set(seed, final);
      }
      cells.set(keyOf({ sweep: experiment, cell: name }), finals);
    }
  }
  return cells;
}

/** A measure of a cell by seed, in [0, 1]; seeds on which it rests on nothing are left out. */
export function measuredBySeed(
  cells: MeasuredCells,
  cell: CellName,
  measure: MeasureName,
): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const [seed, result] of cells.get(keyOf(cell)) ?? []) {
    // Runs of older code lack some of the measures.
    const value = MEASURES[measure].of(result)?.value ?? null;
    if (value !== null) values.set(seed, value);
  }
  return values;
}

function keyOf({ sweep, cell }: CellName): string {
  return JSON.stringify([sweep, cell]);
}
