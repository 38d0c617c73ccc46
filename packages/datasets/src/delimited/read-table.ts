import { readJsonlTable } from './jsonl-table.ts';
import { readSeparatedTable } from './separated-table.ts';
import type { Table, TableFormat } from './table.ts';

/** Reads a file's bytes, with or without a byte order mark. Throws when they are not UTF-8, or no table. */
export function readTable(bytes: Uint8Array, format: TableFormat): Table {
  const content = decodeUtf8(bytes);
  switch (format) {
    case 'csv':
      return readSeparatedTable(content, ',');
    case 'tsv':
      return readSeparatedTable(content, '\t');
    case 'jsonl':
      return readJsonlTable(content);
  }
}

/** The format that a file's extension stands for; undefined when it stands for none. */
export function formatOf(path: string): TableFormat | undefined {
  const formats: readonly TableFormat[] = ['csv', 'tsv', 'jsonl'];
  return formats.find((format) => path.toLowerCase().endsWith(`.${format}`));
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error('is not UTF-8 text: save it in that encoding', { cause });
  }
}
