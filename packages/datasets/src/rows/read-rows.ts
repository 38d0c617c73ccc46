import { messageOf, didYouMean } from '@waltz/core';
import { readTable } from '../table/read-table.ts';
import type { MalformedRow, Table, TableFormat, TableRow } from '../table/table.ts';
import type { RowReading } from './row-reading.ts';
import { RowReport, type RowRules } from './row-report.ts';

/** A file on this machine, and what its rows mean. */
export interface RowFile<Item> {
  /** How messages and ids call it. */
  readonly name: string;
  /** Where it is. */
  readonly location: string;
  readonly format: TableFormat;
  /** The columns that it must have. */
  readonly columns: readonly string[];
  readonly read: (row: TableRow) => RowReading<Item>;
}

export interface ReadItem<Item> {
  readonly item: Item;
  readonly row: TableRow;
}

/**
 * The items of one file, in its order, read row by row. `flawOf` says what is wrong with an item, or null; a row with a
 * flaw is malformed as a whole. Rows without items are counted and told at the end. Throws when too many rows are
 * malformed, when a column is missing, and when the file is no table.
 */
export async function* readRows<Item>(
  file: RowFile<Item>,
  rules: RowRules,
  flawOf: (item: Item, row: TableRow) => string | null,
): AsyncGenerator<ReadItem<Item>> {
  const table = readTable(file.location, file.format, file.columns);
  const report = new RowReport(file.name, table.unit);
  for await (const row of namedRows(file.name, table)) {
    if ('malformed' in row) {
      report.count(row.line, row);
      continue;
    }
    const reading = checked(file.read(row), (item) => flawOf(item, row));
    report.count(row.line, reading);
    if (!('items' in reading)) continue;
    for (const item of reading.items) yield { item, row };
  }
  checkColumns(file, table.columns);
  report.tell(rules);
}

/** The same reading, or what is wrong with the first item that has a flaw. */
function checked<Item>(
  reading: RowReading<Item>,
  flawOf: (item: Item) => string | null,
): RowReading<Item> {
  if (!('items' in reading)) return reading;
  const flaws = reading.items.map(flawOf).filter((flaw) => flaw !== null);
  return flaws[0] === undefined ? reading : { malformed: flaws[0] };
}

async function* namedRows(name: string, { rows }: Table): AsyncGenerator<TableRow | MalformedRow> {
  try {
    yield* rows;
  } catch (error) {
    throw new Error(`${name} ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function checkColumns({ name, columns }: RowFile<unknown>, there: ReadonlySet<string>): void {
  const found = [...there];
  const missing = columns
    .filter((column) => !there.has(column))
    .map((column) => `no column "${column}".${didYouMean(column, found)}`);
  if (missing.length === 0) return;
  const known = found.map((column) => `"${column}"`).join(', ');
  throw new Error(`${name} has ${missing.join(' And ')} Its columns are ${known}`);
}
