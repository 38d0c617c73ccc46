import { didYouMean, type Harm } from '@waltz/core';
import { formatOf } from './read-table.ts';
import type { TableFormat } from './table.ts';

/** One file of prompts: where it is, where it comes from, and what its columns mean. */
export interface FileOptions {
  /** Relative to `root`. */
  readonly path: string;
  /** By extension when it is left out. */
  readonly format?: TableFormat;
  /** Shown when the file is missing; the name becomes `Prompt.source`. */
  readonly source: { readonly name: string; readonly url: string; readonly licence: string };
  /** Column names. Every column besides `text` and `id` becomes a trait of the prompt, under the name it has here. */
  readonly columns: { readonly text: string; readonly [trait: string]: string };
  /** The same for all rows, or what each value of a column stands for. */
  readonly harm: Harm | LabelColumn;
  /** The evaluation cell, the same for all rows or by harm. */
  readonly kind: string | Readonly<Record<Harm, string>>;
  /** Whether the prompts are dressed up to slip past a safety policy; false when it is left out. */
  readonly adversarial?: boolean;
  /** Of the file as published; another file at this path is an error. */
  readonly sha256?: string;
}

export interface LabelColumn {
  readonly column: string;
  readonly values: Readonly<Record<string, Harm>>;
}

const KEYS = ['path', 'format', 'source', 'columns', 'harm', 'kind', 'adversarial', 'sha256'];

/** Convict format of `files`: throws with every problem of every file at once. */
export function fileList(value: unknown): void {
  if (!Array.isArray(value) || value.length === 0) {
    throw new Error('must be a list of at least one file');
  }
  const problems = value.flatMap((file: unknown, index) =>
    problemsOf(file).map((problem) => `[${index}]${problem}`),
  );
  if (problems.length > 0) throw new Error(`must be a list of files: ${problems.join('; ')}`);
}

function problemsOf(file: unknown): readonly string[] {
  if (!isRecord(file)) return [' must be a map'];
  const unknown = Object.keys(file).filter((key) => !KEYS.includes(key));
  const checks: readonly (readonly [boolean, string])[] = [
    [isText(file['path']), '.path must be a text'],
    [isFormat(file['format'] ?? formatOf(String(file['path']))), FORMAT_PROBLEM],
    [isSource(file['source']), '.source must be { name, url, licence }'],
    [isTextMap(file['columns']) && isText(file['columns']['text']), COLUMNS_PROBLEM],
    [isHarm(file['harm']) || isLabelColumn(file['harm']), HARM_PROBLEM],
    [isText(file['kind']) || isKindByHarm(file['kind']), KIND_PROBLEM],
    [typeof (file['adversarial'] ?? false) === 'boolean', '.adversarial must be true or false'],
    [isSha256(file['sha256'] ?? '0'.repeat(64)), SHA256_PROBLEM],
  ];
  return [
    ...unknown.map(
      (key) => `.${key} is unknown, known: ${KEYS.join(', ')}.${didYouMean(key, KEYS)}`,
    ),
    ...checks.filter(([valid]) => !valid).map(([, problem]) => problem),
  ];
}

const FORMAT_PROBLEM = '.format must be csv, tsv or jsonl, as the path has no such extension';
const COLUMNS_PROBLEM = '.columns must map text, and any of id and traits, to column names';
const HARM_PROBLEM =
  '.harm must be harmful, benign, or { column, values } with a harm for each value of the column';
const KIND_PROBLEM = '.kind must be a text or { harmful, benign }';
const SHA256_PROBLEM = '.sha256 must be 64 lower-case hexadecimal digits';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextMap(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(isText);
}

function isFormat(value: unknown): boolean {
  return value === 'csv' || value === 'tsv' || value === 'jsonl';
}

function isSha256(value: unknown): boolean {
  return isText(value) && /^[0-9a-f]{64}$/.test(value);
}

function isSource(value: unknown): boolean {
  return isTextMap(value) && hasExactly(value, ['licence', 'name', 'url']);
}

function isHarm(value: unknown): boolean {
  return value === 'harmful' || value === 'benign';
}

function isLabelColumn(value: unknown): boolean {
  return (
    isRecord(value) &&
    hasExactly(value, ['column', 'values']) &&
    isText(value['column']) &&
    isRecord(value['values']) &&
    Object.values(value['values']).every(isHarm)
  );
}

function isKindByHarm(value: unknown): boolean {
  return isTextMap(value) && hasExactly(value, ['benign', 'harmful']);
}

function hasExactly(record: object, sortedKeys: readonly string[]): boolean {
  return Object.keys(record).sort().join() === sortedKeys.join();
}
