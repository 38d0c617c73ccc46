/** How a file holds its rows: separated by commas, by tabs, or one JSON object a line. */
export type TableFormat = 'csv' | 'tsv' | 'jsonl';

export interface TableRow {
  /** Where the row begins in its file, from 1. */
  readonly line: number;
  /** By column name. Texts are as they stand in the file: nothing is trimmed or taken for a missing value. */
  readonly cells: Readonly<Record<string, string>>;
}

/** A row that could not be read. The reason never quotes the row: what stands there may be harmful. */
export interface MalformedRow {
  readonly line: number;
  readonly reason: string;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly malformed: readonly MalformedRow[];
}
