import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { boardTable } from './board-table.ts';

const COLUMNS = ['smoke', 'seed 1', 'seed 2', 'seed 3'];
const CELLS = new Map([
  [
    'full',
    new Map([
      ['smoke', 'done'],
      ['seed 1', 'stage-2 106/200'],
      ['seed 2', 'waiting'],
    ]),
  ],
  [
    'locked',
    new Map([
      ['smoke', 'failed: the judge "tiny" cannot be made'],
      ['seed 1', 'failed'],
    ]),
  ],
  ['base model of this sweep', new Map([['seed 1', 'done']])],
]);

const drawn = (width: number): readonly string[] =>
  boardTable(COLUMNS, CELLS, width).map((line) => stripVTControlCharacters(line));

it.each([200, 120, 100, 80, 70, 60, 40, 20])('fits into %i characters', (width) => {
  const lines = drawn(width);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  // Head, three rows, and three rules.
  expect(lines).toHaveLength(7);
});

it('shows all that there is room for, and of a stage its steps first', () => {
  expect(drawn(120).join('\n')).toMatch(/│ full +│ done +│ stage-2 106\/200 │ waiting │ +│/);
  expect(drawn(120).join('\n')).toContain('failed: the judge "tiny" cannot…');
  expect(drawn(60).join('\n')).toMatch(/│ full +│ done +│ …106\/200 *│/);
  expect(drawn(60).join('\n')).toMatch(/│ locked +│ failed: …? *│ failed/);
});
