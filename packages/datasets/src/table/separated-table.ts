import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { LinePlaces } from './line-places.ts';
import type { MalformedRow, Table, TableRow } from './table.ts';

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
export function readSeparatedTable(text: AsyncIterable<string>, separator: ',' | '\t'): Table {
  const columns = new Set<string>();
  return { unit: 'line', columns, rows: readRows(parseRecords(text, separator), columns) };
}

async function* readRows(
  records: AsyncIterable<ParsedRecord>,
  columns: Set<string>,
): AsyncGenerator<TableRow | MalformedRow> {
  for await (const { cells, line } of records) {
    if (columns.size === 0) {
      nameColumns(cells, columns);
    } else if (cells.length === columns.size) {
      const named = [...columns].map((column, index): [string, string] => [
        column,
        cells[index] ?? '',
      ]);
      yield { line, cells: Object.fromEntries(named) };
    } else {
      yield { line, malformed: `cells: ${cells.length} instead of ${columns.size}` };
    }
  }
  if (columns.size === 0) throw new Error('is empty: its first line has to name the columns');
}

function nameColumns(header: readonly string[], columns: Set<string>): void {
  for (const column of header) {
    if (columns.has(column)) throw new Error(`has two columns "${column}"`);
    columns.add(column);
  }
}

async function* parseRecords(
  text: AsyncIterable<string>,
  separator: string,
): AsyncGenerator<ParsedRecord> {
  const lines = new LinePlaces();
  const parsedOn: number[] = [];
  let start = 0;
  const parser = parse({
    delimiter: separator,
    relax_quotes: separator === '\t',
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells, { bytes }) => {
      parsedOn.push(lines.at(start));
      start = bytes;
      return cells;
    },
  });
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of text) {
      const bytes = Buffer.from(chunk);
      lines.add(bytes);
      yield bytes;
    }
  }
  // Errors of the text reach whoever reads the parser.
  pipeline(counted, parser, () => undefined);
  try {
    for await (const cells of parser as AsyncIterable<readonly string[]>) {
      yield { cells, line: parsedOn.shift() ?? 0 };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Neither the library's message nor the error itself is passed on: both quote the cell.
    throw new Error(
      `has a quote out of place in the row that begins on line ${lines.at(start)} (${error.code}); ` +
        'a cell with quotes has to be quoted as a whole, its own quotes doubled',
    );
  }
}
