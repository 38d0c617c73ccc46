import { CsvError, parse } from 'csv-parse/sync';
import type { MalformedRow, Table, TableRow } from './table.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

interface ParsedRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Reads a table whose first record names the columns (RFC 4180): cells may be quoted, and a quoted cell may hold
 * separators, line breaks and doubled quotes. With tabs, a quote inside a cell is an ordinary character.
 * A record with too few or too many cells is malformed; throws when a quote is out of place, because nothing after it
 * can be trusted, and when there is no header.
 */
export function readSeparatedTable(content: string, separator: ',' | '\t'): Table {
  const [header, ...records] = parseRecords(Buffer.from(content), separator);
  if (header === undefined) throw new Error('is empty: its first line has to name the columns');
  const columns = header.cells;
  const repeated = columns.find((column, index) => columns.indexOf(column) !== index);
  if (repeated !== undefined) throw new Error(`has two columns "${repeated}"`);

  const rows: TableRow[] = [];
  const malformed: MalformedRow[] = [];
  for (const { cells, line } of records) {
    if (cells.length === columns.length) {
      const named = columns.map((column, index): [string, string] => [column, cells[index] ?? '']);
      rows.push({ line, cells: Object.fromEntries(named) });
    } else {
      malformed.push({ line, reason: `cells: ${cells.length} instead of ${columns.length}` });
    }
  }
  return { columns, rows, malformed };
}

function parseRecords(content: Buffer, separator: string): readonly ParsedRecord[] {
  const lineAt = lineCounter(content);
  const lines: number[] = [];
  let start = 0;
  try {
    const records = parse(content, {
      delimiter: separator,
      relax_quotes: separator === '\t',
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record, { bytes }) => {
        lines.push(lineAt(start));
        start = bytes;
        return record;
      },
    });
    return records.map((cells, index) => ({ cells, line: lines[index] ?? 0 }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Neither the library's message nor the error itself is passed on: both quote the cell.
    throw new Error(
      `has a quote out of place in the row that begins on line ${lineAt(start)} (${error.code}); ` +
        'a cell with quotes has to be quoted as a whole, its own quotes doubled',
    );
  }
}

/**
 * The line, from 1, of the first character that is no line break at or after an offset; offsets have to be asked in
 * rising order. The parser's own count is off after a quoted CRLF.
 */
function lineCounter(content: Buffer): (offset: number) => number {
  let line = 1;
  let position = 0;
  return (offset) => {
    while (position < offset || isLineBreak(content[position])) {
      if (content[position] === LINE_FEED) line += 1;
      position += 1;
    }
    return line;
  };
}

function isLineBreak(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}
