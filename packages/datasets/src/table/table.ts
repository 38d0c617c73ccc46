/** How a file holds its rows: separated by commas or tabs, one JSON object a line, one JSON list, or columns of Parquet. */
export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'json' | 'parquet';

export interface TableRow {
  /** Where the row begins in its file, from 1: its line, or its number where the file has no lines. */
  readonly line: number;
  /**
   * By column name, as they stand in the file: nothing is trimmed, cut or taken for a missing value. Texts in CSV and
   * TSV; in JSON and Parquet also numbers, truth values, null, lists and records.
   */
  readonly cells: Readonly<Record<string, unknown>>;
}

/** A row that could not be read. The reason never quotes the row: what stands there may be harmful. */
export interface MalformedRow {
  readonly line: number;
  readonly malformed: string;
}

/** A file as rows that are read one after the other, so that a file may be larger than the memory. */
export interface Table {
  /** What `line` counts. */
  readonly unit: 'line' | 'row';
  /** The columns that have been seen: all of them when `rows` has come to its end. */
  readonly columns: ReadonlySet<string>;
  /** Can be read once. Throws when the file is no table, with a message that goes on from the file's name. */
  readonly rows: AsyncIterable<TableRow | MalformedRow>;
}
