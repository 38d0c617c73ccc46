import type { MalformedRow, Table, TableRow } from './table.ts';

/**
 * Reads one JSON object a line; blank lines are no rows. The columns are the keys of all objects. Strings, numbers and
 * booleans become text; a null, a list or an object in a cell counts as no cell.
 */
export function readJsonlTable(content: string): Table {
  const columns = new Set<string>();
  const rows: TableRow[] = [];
  const malformed: MalformedRow[] = [];
  content.split('\n').forEach((text, index) => {
    if (text.trim() === '') return;
    const line = index + 1;
    const object = parseObject(text);
    if (object === null) {
      malformed.push({ line, reason: 'no JSON object' });
      return;
    }
    for (const column of Object.keys(object)) columns.add(column);
    const cells = Object.entries(object).filter(([, cell]) => isScalar(cell));
    rows.push({ line, cells: Object.fromEntries(cells.map(([name, cell]) => [name, `${cell}`])) });
  });
  return { columns: [...columns], rows, malformed };
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function isScalar(cell: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof cell);
}
