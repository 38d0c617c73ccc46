import { describe, expect, it } from 'vitest';
import { formatOf, readTable } from './read-table.ts';
import type { TableFormat } from './table.ts';

const read = (content: string, format: TableFormat) => readTable(Buffer.from(content), format);
const cellsOf = (content: string, format: TableFormat) =>
  read(content, format).rows.map(({ cells }) => cells);

describe('separated tables', () => {
  it.each<[string, TableFormat, string, string]>([
    ['a quoted separator', 'csv', '"a, b"', 'a, b'],
    ['doubled quotes', 'csv', '"say ""hi"""', 'say "hi"'],
    ['a quoted line break', 'csv', '"a\nb"', 'a\nb'],
    ['a quoted CRLF', 'csv', '"a\r\nb"', 'a\r\nb'],
    ['space around a text', 'csv', ' a ', ' a '],
    ['a word for a missing value', 'csv', 'NA', 'NA'],
    ['a number with zeros', 'csv', '007', '007'],
    ['a comma between tabs', 'tsv', 'a, b', 'a, b'],
    ['a quote inside a cell between tabs', 'tsv', 'say "hi"', 'say "hi"'],
    ['a quoted tab', 'tsv', '"a\tb"', 'a\tb'],
  ])('keeps %s as it is', (_, format, cell, text) => {
    const separator = format === 'csv' ? ',' : '\t';
    const lines = [['id', 'prompt'].join(separator), ['1', cell].join(separator), ''];
    expect(cellsOf(lines.join('\n'), format)).toEqual([{ id: '1', prompt: text }]);
  });

  it.each(['\n', '\r\n'])('counts lines over blank ones and quoted breaks (%j)', (lineBreak) => {
    const content = ['a,b', '1,"x', 'y"', '3,4', '', '', '5,6', '7', '8,9,10', '11,12'];
    const { rows, malformed } = read(content.join(lineBreak), 'csv');
    expect(rows.map(({ line }) => line)).toEqual([2, 4, 7, 10]);
    expect(malformed).toEqual([
      { line: 8, reason: 'cells: 1 instead of 2' },
      { line: 9, reason: 'cells: 3 instead of 2' },
    ]);
  });

  it.each([
    ['never closed', '"secret'],
    ['opened inside a cell', 'a "secret"'],
    ['closed before the cell ends', '"secret"a'],
  ])('refuses a quote that is %s, names its line and quotes no text', (_, cell) => {
    const content = `a,b\r\n1,"x\r\ny"\r\n\r\n2,${cell}\r\n3,4\r\n`;
    const attempt = () => read(content, 'csv');
    expect(attempt).toThrow('a quote out of place in the row that begins on line 5');
    expect(attempt).not.toThrow('secret');
  });

  it('refuses a file without a header and a header with a column twice', () => {
    expect(() => read('', 'csv')).toThrow('is empty');
    expect(() => read('a,b,a\n1,2,3\n', 'csv')).toThrow('has two columns "a"');
  });
});

describe('JSON lines', () => {
  it('reads scalars as text, and takes null, lists and objects for no cell', () => {
    const content =
      '{"prompt": "a\\nb", "id": 7, "ok": true}\n\n{"prompt": null, "id": [1]}\r\n{"other": {}}';
    expect(read(content, 'jsonl')).toEqual({
      columns: ['prompt', 'id', 'ok', 'other'],
      rows: [
        { line: 1, cells: { prompt: 'a\nb', id: '7', ok: 'true' } },
        { line: 3, cells: {} },
        { line: 4, cells: {} },
      ],
      malformed: [],
    });
  });

  it.each(['{"prompt": "cut', '["a"]', '"a"', '7', 'null'])('counts %s as malformed', (line) => {
    expect(read(`{"prompt": "a"}\n${line}\n`, 'jsonl').malformed).toEqual([
      { line: 2, reason: 'no JSON object' },
    ]);
  });
});

describe('encoding and format', () => {
  it.each<TableFormat>(['csv', 'jsonl'])('drops the byte order mark of a %s file', (format) => {
    const content = format === 'csv' ? '\ufeffprompt\n\ufeffa\n' : '\ufeff{"prompt": "\ufeffa"}';
    expect(read(content, format).columns).toEqual(['prompt']);
    expect(cellsOf(content, format)).toEqual([{ prompt: '\ufeffa' }]);
  });

  it('refuses bytes that are not UTF-8', () => {
    const latin1 = Buffer.from('prompt\ncaf\u00e9\n', 'latin1');
    expect(() => readTable(latin1, 'csv')).toThrow('is not UTF-8 text');
  });

  it('knows formats by extension', () => {
    const paths = ['a/b.csv', 'b.TSV', 'c.jsonl', 'd.json', 'csv'];
    expect(paths.map(formatOf)).toEqual(['csv', 'tsv', 'jsonl', undefined, undefined]);
  });
});
