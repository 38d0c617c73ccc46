import type { Harm } from '@waltz/core';
import { textOf } from '../table/cells.ts';
import type { TableRow } from '../table/table.ts';
import type { PromptReading } from './prompt-draft.ts';

/** What the columns of a file mean, where each row holds one prompt. */
export interface LabelMap {
  /** Column names. Every column besides `text` and `id` becomes a trait of the prompt, under the name it has here. */
  readonly columns: { readonly text: string; readonly [trait: string]: string };
  /** The same for all rows, or what each value of a column stands for. */
  readonly harm: Harm | LabelColumn;
  /** The evaluation cell, the same for all rows or by harm. */
  readonly kind: string | Readonly<Record<Harm, string>>;
  /** Whether the prompts are dressed up to slip past a safety policy; false when it is left out. */
  readonly adversarial?: boolean;
}

export interface LabelColumn {
  readonly column: string;
  readonly values: Readonly<Record<string, Harm>>;
}

/** The columns of a table that `map` speaks of. */
export function mappedColumns({ columns, harm }: LabelMap): readonly string[] {
  return [...Object.values(columns), ...(typeof harm === 'string' ? [] : [harm.column])];
}

/** Reads a row by its map: the text as published, the label, and the columns that have something to say. */
export function readByMap(row: TableRow, map: LabelMap): PromptReading {
  const { text, id, ...traitColumns } = map.columns;
  const harm = harmOf(row, map.harm);
  if (harm === undefined) return { malformed: 'a label that harm.values does not list' };
  const draft = {
    text: textOf(row, text),
    harm,
    adversarial: map.adversarial ?? false,
    kind: typeof map.kind === 'string' ? map.kind : map.kind[harm],
    traits: traitsOf(row, traitColumns),
  };
  return { items: [id === undefined ? draft : { ...draft, id: textOf(row, id) }] };
}

/** Traits by name, of the columns that they are in; an empty cell makes none. */
export function traitsOf(
  row: TableRow,
  columns: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const traits = Object.entries(columns)
    .map(([trait, column]): [string, string] => [trait, textOf(row, column)])
    .filter(([, value]) => value !== '');
  return Object.fromEntries(traits);
}

function harmOf(row: TableRow, harm: LabelMap['harm']): Harm | undefined {
  if (typeof harm === 'string') return harm;
  const label = textOf(row, harm.column);
  return Object.hasOwn(harm.values, label) ? harm.values[label] : undefined;
}
