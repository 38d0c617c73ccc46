import type { CellResults, SweepResults } from './sweep-results.ts';
import { textsAt } from '../run/fields.ts';

/** What a reader must know before the numbers: seeds, what is missing and why, that it is a toy. */
export interface SweepNotes {
  /** One sentence on what was compared. */
  readonly summary: string;
  /** What the dataset says of itself, and what the number of seeds allows. */
  readonly cautions: readonly string[];
  /** What is not there, and why. */
  readonly missing: readonly string[];
}

export function sweepNotes({ record, cells }: SweepResults): SweepNotes {
  const runs = cells.flatMap(({ finished }) => finished.map(({ run }) => run));
  const { seeds, baseline } = record;
  const notes = new Set(runs.flatMap(({ summary }) => textsAt(summary, 'notes')));
  const few =
    seeds.length < 5
      ? [
          `${seeds.length === 1 ? 'One seed says' : `${seeds.length} seeds say`} little about the next one: the intervals over seeds are wide for that reason.`,
        ]
      : [];
  const seedOnly =
    record.pairBy === 'seed'
      ? [
          'The cells are evaluated on different prompts (pairBy: seed), so nothing is compared prompt by prompt.',
        ]
      : [];
  return {
    summary:
      `${record.cells.length} cells, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}, ` +
      `${runs.length} of ${cells.length * seeds.length} runs finished; baseline: ${baseline}.`,
    cautions: [...notes, ...few, ...seedOnly],
    missing: cells.flatMap(missingLines),
  };
}

/** One line for each reason, with the seeds that it holds for. */
function missingLines({ cell, missing }: CellResults): readonly string[] {
  const seedsByReason = new Map<string, number[]>();
  for (const { seed, state, error } of missing) {
    const [why = ''] = (error ?? '').split('\n');
    const reason = `${state === 'waiting' ? 'not run yet' : state}${why === '' ? '' : `: ${why}`}`;
    seedsByReason.set(reason, [...(seedsByReason.get(reason) ?? []), seed]);
  }
  return [...seedsByReason].map(
    ([reason, seeds]) =>
      `${cell.name}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}: ${reason}`,
  );
}
