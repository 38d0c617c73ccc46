import { didYouMean, type Prompt } from '@waltz/core';
import { firstFew } from '../first-few.ts';
import { formatOf, readTable } from './read-table.ts';
import { mappedColumns, promptOfRow } from './row-to-prompt.ts';
import type { SourceFile } from './source-files.ts';
import type { MalformedRow, Table } from './table.ts';

export interface ReadingRules {
  /** Share of a file's rows that may be malformed before reading it is an error. */
  readonly maxMalformedShare: number;
  readonly notice: (message: string) => void;
}

/**
 * The prompts of one file, in its order. Malformed rows are left out and counted in one notice, by line and reason.
 * Throws when they are too many, when a column is missing, and when the file is no table.
 */
export function readPrompts(file: SourceFile, rules: ReadingRules): readonly Prompt[] {
  const { path, format = formatOf(path) } = file.options;
  if (format === undefined) throw new Error(`${path} needs a format: csv, tsv or jsonl`);
  const table = readNamedTable(file, format);
  checkColumns(path, table.columns, mappedColumns(file.options));

  const prompts = new Map<string, Prompt>();
  const malformed: MalformedRow[] = [...table.malformed];
  for (const row of table.rows) {
    const prompt = promptOfRow(row, file.options);
    if (typeof prompt === 'string') malformed.push({ line: row.line, reason: prompt });
    else if (prompts.has(prompt.id)) malformed.push({ line: row.line, reason: 'a repeated id' });
    else prompts.set(prompt.id, prompt);
  }
  reportMalformed(path, malformed, prompts.size, rules);
  return [...prompts.values()];
}

function readNamedTable(
  { options: { path }, bytes }: SourceFile,
  format: Parameters<typeof readTable>[1],
): Table {
  try {
    return readTable(bytes, format);
  } catch (error) {
    throw new Error(`${path} ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function checkColumns(path: string, found: readonly string[], wanted: readonly string[]): void {
  const missing = wanted
    .filter((column) => !found.includes(column))
    .map((column) => `no column "${column}".${didYouMean(column, found)}`);
  if (missing.length === 0) return;
  const columns = found.map((column) => `"${column}"`).join(', ');
  throw new Error(`${path} has ${missing.join(' And ')} Its columns are ${columns}`);
}

function reportMalformed(
  path: string,
  malformed: readonly MalformedRow[],
  goodRows: number,
  { maxMalformedShare, notice }: ReadingRules,
): void {
  if (malformed.length === 0) return;
  const total = malformed.length + goodRows;
  const examples = [...malformed]
    .sort((left, right) => left.line - right.line)
    .map(({ line, reason }) => `line ${line} (${reason})`);
  const message = `${path}: ${malformed.length} of ${total} rows are malformed: ${firstFew(examples)}`;
  if (malformed.length > maxMalformedShare * total) {
    throw new Error(
      `${message}. At most a share of ${maxMalformedShare} may be: mend the file, or raise dataset.maxMalformedShare`,
    );
  }
  notice(`${message}; they are left out`);
}
