import { expect, it } from 'vitest';
import { terminalTable } from './terminal-table.ts';

it('aligns figures, and breaks what is too long', () => {
  const list = JSON.stringify(Array.from({ length: 30 }, (_, index) => index));
  const text = terminalTable({
    title: 'A title',
    caption: 'Words of a caption. '.repeat(10).trim(),
    columns: ['', 'first'],
    rows: [
      ['short', '1'],
      ['long', list],
    ],
  });
  const lines = text.split('\n');
  expect(lines[1]).toBe('A title');
  expect(text).toMatch(/│ short │ {57,}1 │/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text.replaceAll(/[^\d,[\]]/gu, '')).toContain(list.slice(0, 40));
  expect(text.replaceAll('\n', ' ')).toContain('Words of a caption. Words of a caption.');
});
