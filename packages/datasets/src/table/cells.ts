import type { TableRow } from './table.ts';

/** A text, number or truth value as text; the empty text where there is no such cell, or null, a list or a record. */
export function textOf({ cells }: TableRow, column: string): string {
  const cell = cells[column];
  switch (typeof cell) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(cell);
    default:
      return '';
  }
}

/** The texts of a list; null where the cell is none. */
export function textsOf({ cells }: TableRow, column: string): readonly string[] | null {
  const cell = cells[column];
  return Array.isArray(cell) && cell.every((item) => typeof item === 'string') ? cell : null;
}
