import { messageOf } from '@waltz/core';
import { gunzipSync } from 'node:zlib';
import type { Table, TableRow } from './table.ts';

/**
 * Reads the wanted columns of a Parquet file that is plain or packed with Snappy or gzip, one row group at a time.
 * Columns that it does not have are left out of the rows. Throws when the file is not whole, or packed otherwise.
 */
export function readParquetTable(path: string, wanted: readonly string[]): Table {
  const columns = new Set<string>();
  return { unit: 'row', columns, rows: readRows(path, wanted, columns) };
}

async function* readRows(
  path: string,
  wanted: readonly string[],
  columns: Set<string>,
): AsyncGenerator<TableRow> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } =
    await import('hyparquet');
  const file = await asyncBufferFromFile(path);
  const metadata = await readable(() => parquetMetadataAsync(file));
  for (const { element } of parquetSchema(metadata).children) columns.add(element.name);
  const there = wanted.filter((column) => columns.has(column));
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const rows = await readable(() =>
      parquetReadObjects({
        file,
        metadata,
        columns: there,
        rowStart: start,
        rowEnd: end,
        compressors: { GZIP: (bytes) => gunzipSync(bytes) },
      }),
    );
    for (const [index, cells] of rows.entries()) yield { line: start + index + 1, cells };
    start = end;
  }
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const reason = messageOf(cause);
    throw new Error(
      `cannot be read as Parquet (${reason}): fetch it again, or save it with Snappy compression`,
      { cause },
    );
  }
}
