import { readJsonLines, readJsonList } from './json-tables.ts';
import { readParquetTable } from './parquet-table.ts';
import { readSeparatedTable } from './separated-table.ts';
import type { Table, TableFormat } from './table.ts';
import { textChunks } from './text-chunks.ts';

export const TABLE_FORMATS: readonly TableFormat[] = ['csv', 'tsv', 'jsonl', 'json', 'parquet'];

/** Reads the file at `path`; of a Parquet file, the wanted columns alone. */
export function readTable(path: string, format: TableFormat, wanted: readonly string[]): Table {
  switch (format) {
    case 'csv':
      return readSeparatedTable(textChunks(path), ',');
    case 'tsv':
      return readSeparatedTable(textChunks(path), '\t');
    case 'jsonl':
      return readJsonLines(textChunks(path));
    case 'json':
      return readJsonList(textChunks(path));
    case 'parquet':
      return readParquetTable(path, wanted);
  }
}

/** The format that a file's extension stands for, `.gz` aside; undefined when it stands for none. */
export function formatOf(path: string): TableFormat | undefined {
  const unpacked = path.toLowerCase().replace(/\.gz$/, '');
  return TABLE_FORMATS.find((format) => unpacked.endsWith(`.${format}`));
}
