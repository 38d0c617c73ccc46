import { placeOf, type CacheRows } from './cache-rows.ts';

/** Sequences that have equally many rows: they are worked on side by side without padding. */
export interface RowGroup {
  /** Sequences of the group. */
  readonly batch: number;
  /** Rows of each. */
  readonly length: number;
  /** `[batch · length]` which rows they are. */
  readonly rows: readonly number[];
  /** `[batch · length]` their positions. */
  readonly positions: readonly number[];
  /** `[batch][position]` places in the cache, up to the greatest position of the group; shorter sequences repeat one. */
  readonly places: readonly number[];
}

export function groupRows(rows: CacheRows): readonly RowGroup[] {
  const bySequence = new Map<number, number[]>();
  rows.sequences.forEach((sequence, row) => {
    const members = bySequence.get(sequence);
    if (members === undefined) bySequence.set(sequence, [row]);
    else members.push(row);
  });
  const byLength = new Map<number, [number, readonly number[]][]>();
  for (const entry of bySequence) {
    const alike = byLength.get(entry[1].length);
    if (alike === undefined) byLength.set(entry[1].length, [entry]);
    else alike.push(entry);
  }
  return [...byLength].map(([length, entries]) => {
    const members = entries.flatMap(([, own]) => own);
    const positions = members.map((row) => rows.positions[row] ?? 0);
    const reach = 1 + Math.max(...positions);
    const places = entries.flatMap(([sequence, own]) => {
      const last = rows.positions[own.at(-1) ?? 0] ?? 0;
      return Array.from({ length: reach }, (_, position) =>
        placeOf(rows, sequence, Math.min(position, last)),
      );
    });
    return { batch: entries.length, length, rows: members, positions, places };
  });
}
