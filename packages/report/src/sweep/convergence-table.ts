import { meanAndSpread } from '@waltz/core';
import type { WordTable } from '../word-table.ts';
import { convergenceOf, TOLERANCE, WINDOW } from './convergence.ts';
import type { SweepResults } from './sweep-results.ts';

/** How far and how fast each cell converged in its last stage; null where no run is long enough to tell. */
export function convergenceTable({ cells }: SweepResults): WordTable | null {
  const rows = cells.flatMap(({ cell, finished }) => {
    const found = finished.flatMap(({ run }) => convergenceOf(run) ?? []);
    if (found.length === 0) return [];
    const level = meanAndSpread(found.map((run) => run.level));
    const steps = meanAndSpread(found.map((run) => run.steps));
    const range = found.map((run) => run.steps).sort((one, other) => one - other);
    return [
      [
        cell.name,
        String(found.length),
        `${(level.value ?? 0).toFixed(3)}${level.spread === null ? '' : ` ± ${level.spread.toFixed(3)}`}`,
        `${(steps.value ?? 0).toFixed(0)} (${range.at(0) ?? 0}–${range.at(-1) ?? 0})`,
      ],
    ];
  });
  if (rows.length === 0) return null;
  return {
    title: 'How each cell converged',
    caption:
      `R_c of all sampled answers in the last stage, as a moving mean over ${WINDOW} steps. End: its last value, mean over seeds ± ` +
      `standard deviation. Steps: after which it never again lay more than ${TOLERANCE} below that end, mean and range over ` +
      'seeds; as many steps as the stage has means that it was still rising.',
    columns: ['cell', 'seeds', 'R_c at the end', 'steps'],
    rows,
  };
}
