import { didYouMean } from '@waltz/core';
import type { LabelMap } from '../prompts/label-map.ts';
import { isRecord, isSha256, isText, isTextMap, SHA256_WORDS } from '../option-checks.ts';
import type { SourceFile } from '../source/source-file.ts';
import { formatOf, TABLE_FORMATS } from '../table/read-table.ts';
import type { TableFormat } from '../table/table.ts';

/** One file of prompts: where it is, where it comes from, and what its columns mean. */
export interface FileOptions extends SourceFile, LabelMap {
  /** By extension when it is left out. */
  readonly format?: TableFormat;
}

const KEYS = [
  'path',
  'format',
  'source',
  'origin',
  'columns',
  'harm',
  'kind',
  'adversarial',
  'sha256',
];

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
    [isOrigin(file['origin']), ORIGIN_PROBLEM],
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

const FORMAT_PROBLEM = `.format must be one of ${TABLE_FORMATS.join(', ')}, as the path has no such extension`;
const ORIGIN_PROBLEM =
  '.origin must be { host: hugging-face or github, repository: owner/name, revision, path }';
const COLUMNS_PROBLEM = '.columns must map text, and any of id and traits, to column names';
const HARM_PROBLEM =
  '.harm must be harmful, benign, or { column, values } with a harm for each value of the column';
const KIND_PROBLEM = '.kind must be a text or { harmful, benign }';
const SHA256_PROBLEM = `.sha256 must be ${SHA256_WORDS}`;

function isFormat(value: unknown): boolean {
  return TABLE_FORMATS.some((format) => format === value);
}

function isSource(value: unknown): boolean {
  return isTextMap(value) && hasExactly(value, ['licence', 'name', 'url']);
}

function isOrigin(value: unknown): boolean {
  if (value === undefined) return true;
  return (
    isTextMap(value) &&
    hasExactly(value, ['host', 'path', 'repository', 'revision']) &&
    ['github', 'hugging-face'].includes(value['host'] ?? '') &&
    /^[^/]+\/[^/]+$/.test(value['repository'] ?? '')
  );
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
