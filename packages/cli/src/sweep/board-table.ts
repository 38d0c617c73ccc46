import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import colours from 'picocolors';

/** Where runs stand: by row, by column. */
export type BoardCells = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Characters of a cell, the roomiest that the terminal has the width for; what is cut off is told below the table. */
const WIDTHS = [32, 24, 20, 16, 12, 9, 7];

/** The lines of the table, no longer than `width` characters: a line that wraps could not be drawn over. */
export function boardTable(
  columns: readonly string[],
  cells: BoardCells,
  width: number,
): readonly string[] {
  const drawings = WIDTHS.map((ofCell) => draw(columns, cells, ofCell));
  const fitting = drawings.find((lines) => lines.every((line) => lengthOf(line) <= width));
  // On the narrowest terminals the table loses its right end, and its colours with it.
  return (
    fitting ??
    draw(columns, cells, Math.min(...WIDTHS)).map((line) =>
      stripVTControlCharacters(line).slice(0, width),
    )
  );
}

function draw(columns: readonly string[], cells: BoardCells, width: number): readonly string[] {
  const table = new Table({
    head: ['', ...columns.map((column) => colours.bold(column))],
    style: { head: [], border: [], compact: true },
  });
  for (const [row, states] of cells) {
    const shown = columns.map((column) => coloured(states.get(column) ?? '', width));
    table.push([shortened(row, width), ...shown]);
  }
  return table.toString().split('\n');
}

function coloured(state: string, width: number): string {
  const short = shortened(state, width);
  if (state.startsWith('done')) return colours.green(short);
  return state.startsWith('failed') ? colours.red(short) : short;
}

/** Of a place in a stage, `stage-2 106/200`, the steps are what counts. */
function shortened(state: string, width: number): string {
  if (state.length <= width) return state;
  const [steps] = / \d+\/\d+$/u.exec(state) ?? [];
  return steps === undefined
    ? `${state.slice(0, width - 1)}…`
    : `${state.slice(0, Math.max(0, width - 1 - steps.length))}…${steps.trimStart()}`;
}

function lengthOf(line: string): number {
  return stripVTControlCharacters(line).length;
}
