import { didYouMean, type Prompt } from '@waltz/core';
import { readTable } from '../table/read-table.ts';
import type { MalformedRow, Table, TableFormat, TableRow } from '../table/table.ts';
import { RowReport, type RowRules } from './row-report.ts';
import type { PromptDraft, RowReading } from './row-reading.ts';

/** A file on this machine, and what its rows mean. */
export interface PromptFile {
  /** How messages and ids call it. */
  readonly name: string;
  /** Where it is. */
  readonly location: string;
  readonly format: TableFormat;
  /** The columns that it must have. */
  readonly columns: readonly string[];
  /** Becomes `Prompt.source`. */
  readonly source: string;
  readonly read: (row: TableRow) => RowReading;
}

/** Half of a surrogate pair, which no tokenizer can express; JSON can hold it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The prompts of one file, in its order, read row by row. Rows without a prompt are counted and told at the end.
 * Throws when too many rows are malformed, when a column is missing, and when the file is no table.
 */
export async function* readPrompts(file: PromptFile, rules: RowRules): AsyncGenerator<Prompt> {
  const table = readTable(file.location, file.format, file.columns);
  const report = new RowReport(file.name, table.unit);
  const ids = new Set<string>();
  for await (const row of namedRows(file.name, table)) {
    if ('malformed' in row) {
      report.count(row.line, row);
      continue;
    }
    const reading = checked(file.read(row), row, ids);
    report.count(row.line, reading);
    if (!('prompts' in reading)) continue;
    for (const draft of reading.prompts) {
      ids.add(idOf(draft, row));
      yield promptOf(draft, row, file);
    }
  }
  checkColumns(file, table.columns);
  report.tell(rules);
}

/** The same reading, or what is wrong with one of its prompts. */
function checked(reading: RowReading, row: TableRow, ids: ReadonlySet<string>): RowReading {
  if (!('prompts' in reading)) return reading;
  for (const draft of reading.prompts) {
    if (draft.text.trim() === '') return { malformed: 'no text' };
    if (LONE_SURROGATE.test(draft.text)) return { malformed: 'a text that is not Unicode' };
    if (idOf(draft, row) === '') return { malformed: 'no id' };
    if (ids.has(idOf(draft, row))) return { malformed: 'a repeated id' };
  }
  return reading;
}

function promptOf(draft: PromptDraft, row: TableRow, { name, source }: PromptFile): Prompt {
  const { text, harm, adversarial, kind, traits } = draft;
  return { id: `${name}:${idOf(draft, row)}`, text, harm, adversarial, kind, source, traits };
}

function idOf({ id }: PromptDraft, { line }: TableRow): string {
  return id ?? String(line);
}

async function* namedRows(name: string, { rows }: Table): AsyncGenerator<TableRow | MalformedRow> {
  try {
    yield* rows;
  } catch (error) {
    throw new Error(`${name} ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function checkColumns({ name, columns }: PromptFile, there: ReadonlySet<string>): void {
  const found = [...there];
  const missing = columns
    .filter((column) => !there.has(column))
    .map((column) => `no column "${column}".${didYouMean(column, found)}`);
  if (missing.length === 0) return;
  const known = found.map((column) => `"${column}"`).join(', ');
  throw new Error(`${name} has ${missing.join(' And ')} Its columns are ${known}`);
}
