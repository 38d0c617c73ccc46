/** A table as words: a page, a Markdown file and a terminal show the same. */
export interface WordTable {
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** `[row][column]`, the first cell of each row being its heading. */
  readonly rows: readonly (readonly string[])[];
}
