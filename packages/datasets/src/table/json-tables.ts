import type { MalformedRow, Table, TableRow } from './table.ts';

/** Reads one JSON object a line; blank lines are no rows. The columns are the keys of all objects. */
export function readJsonLines(text: AsyncIterable<string>): Table {
  const columns = new Set<string>();
  return { unit: 'line', columns, rows: readLines(text, columns) };
}

/** Reads one list of JSON objects, as a whole. The columns are the keys of all objects. */
export function readJsonList(text: AsyncIterable<string>): Table {
  const columns = new Set<string>();
  return { unit: 'row', columns, rows: readItems(text, columns) };
}

async function* readLines(
  text: AsyncIterable<string>,
  columns: Set<string>,
): AsyncGenerator<TableRow | MalformedRow> {
  let line = 0;
  for await (const written of linesOf(text)) {
    line += 1;
    if (written.trim() !== '') yield rowOf(parseJson(written), line, columns);
  }
}

async function* readItems(
  text: AsyncIterable<string>,
  columns: Set<string>,
): AsyncGenerator<TableRow | MalformedRow> {
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  const list = parseJson(pieces.join(''));
  if (!Array.isArray(list)) throw new Error('is no JSON list of objects');
  for (const [index, item] of list.entries()) yield rowOf(item, index + 1, columns);
}

/** Broken at line feeds alone: JSON may hold the other line breaks of Unicode. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let unfinished = '';
  for await (const chunk of text) {
    const lines = (unfinished + chunk).split('\n');
    unfinished = lines.pop() ?? '';
    yield* lines;
  }
  yield unfinished;
}

function rowOf(value: unknown, line: number, columns: Set<string>): TableRow | MalformedRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line, malformed: 'no JSON object' };
  }
  for (const column of Object.keys(value)) columns.add(column);
  return { line, cells: Object.fromEntries(Object.entries(value)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
