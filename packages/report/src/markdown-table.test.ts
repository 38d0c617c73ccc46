import { expect, it } from 'vitest';
import { markdownTable } from './markdown-table.ts';

it('pads columns to their widest cell, the first to the left and the others to the right', () => {
  expect(
    markdownTable([
      ['', 'base', 'x'],
      ['ASR', '40.0 ± 1.0', '–'],
      ['F1', '1', '2'],
    ]),
  ).toBe(
    [
      '|     |       base |   x |',
      '| --- | ---------: | --: |',
      '| ASR | 40.0 ± 1.0 |   – |',
      '| F1  |          1 |   2 |',
    ].join('\n'),
  );
});
