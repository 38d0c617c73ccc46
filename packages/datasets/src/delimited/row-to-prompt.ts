import type { Harm, Prompt } from '@waltz/core';
import type { FileOptions } from './file-options.ts';
import type { TableRow } from './table.ts';

/** Half of a surrogate pair, which no tokenizer can express; JSON can hold it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The columns of a table that `options` speaks of. */
export function mappedColumns({ columns, harm }: FileOptions): readonly string[] {
  return [...Object.values(columns), ...(typeof harm === 'string' ? [] : [harm.column])];
}

/**
 * The prompt of a row, its text as published. Its id is `path:id`, or `path:line` without an id column.
 * Gives the reason, which never quotes the row, when the row is none.
 */
export function promptOfRow(row: TableRow, options: FileOptions): Prompt | string {
  const { text: textColumn, id: idColumn, ...traitColumns } = options.columns;
  const text = row.cells[textColumn] ?? '';
  if (text.trim() === '') return 'no text';
  if (LONE_SURROGATE.test(text)) return 'a text that is not Unicode';

  const harm = harmOf(row, options.harm);
  if (harm === undefined) return 'a label that harm.values does not list';

  const id = idColumn === undefined ? String(row.line) : (row.cells[idColumn] ?? '');
  if (id === '') return 'no id';

  const traits = Object.entries(traitColumns)
    .map(([trait, column]): [string, string] => [trait, row.cells[column] ?? ''])
    .filter(([, value]) => value !== '');
  return {
    id: `${options.path}:${id}`,
    text,
    harm,
    adversarial: options.adversarial ?? false,
    kind: typeof options.kind === 'string' ? options.kind : options.kind[harm],
    source: options.source.name,
    traits: Object.fromEntries(traits),
  };
}

function harmOf(row: TableRow, harm: FileOptions['harm']): Harm | undefined {
  if (typeof harm === 'string') return harm;
  const label = row.cells[harm.column] ?? '';
  return Object.hasOwn(harm.values, label) ? harm.values[label] : undefined;
}
