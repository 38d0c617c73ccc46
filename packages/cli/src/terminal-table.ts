import type { WordTable } from '@waltz/report';
import Table from 'cli-table3';
import colours from 'picocolors';

/** Colours are picocolors' business: it leaves them out of pipes and files. */
const PLAIN = { head: [], border: [], compact: true };

/** Characters of a line of text. */
const LINE = 100;
/** Characters of a cell: longer ones, such as lists in a config, go on in the next line. */
const CELL = 60;

/** A table for the terminal: its title above, its caption below, figures to the right. */
export function terminalTable({ title, caption, columns, rows }: WordTable): string {
  const table = new Table({
    head: columns.map((name) => colours.bold(name)),
    colAligns: columns.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: PLAIN,
  });
  for (const row of rows) table.push(row.map((cell) => broken(cell, CELL)));
  return [
    `\n${colours.bold(title)}`,
    ...(rows.length === 0 ? [] : [table.toString()]),
    broken(caption, LINE),
  ].join('\n');
}

/** `text` in lines of at most `width` characters, between words where that is possible. */
function broken(text: string, width: number): string {
  const lines = text.match(new RegExp(`.{1,${width}}(?:\\s|$)|\\S{${width}}`, 'gu')) ?? [];
  return lines.map((line) => line.trimEnd()).join('\n');
}
