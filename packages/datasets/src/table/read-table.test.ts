import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { parquetFile } from '../testing/parquet-file.ts';
import { formatOf, readTable } from './read-table.ts';
import type { MalformedRow, TableFormat, TableRow } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(
  content: string | Uint8Array,
  format: TableFormat,
  { name = 'table', wanted = [] as readonly string[] } = {},
) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const table = readTable(path, format, wanted);
  const rows: TableRow[] = [];
  const malformed: MalformedRow[] = [];
  for await (const row of table.rows) {
    if ('malformed' in row) malformed.push(row);
    else rows.push(row);
  }
  return { columns: [...table.columns], rows, malformed };
}

async function cellsOf(content: string, format: TableFormat) {
  return (await read(content, format)).rows.map(({ cells }) => cells);
}

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
  ])('keeps %s as it is', async (_, format, cell, text) => {
    const separator = format === 'csv' ? ',' : '\t';
    const lines = [['id', 'prompt'].join(separator), ['1', cell].join(separator), ''];
    expect(await cellsOf(lines.join('\n'), format)).toEqual([{ id: '1', prompt: text }]);
  });

  it.each(['\n', '\r\n'])(
    'counts lines over blank ones and quoted breaks (%j)',
    async (lineBreak) => {
      const content = ['a,b', '1,"x', 'y"', '3,4', '', '', '5,6', '7', '8,9,10', '11,12'];
      const { rows, malformed } = await read(content.join(lineBreak), 'csv');
      expect(rows.map(({ line }) => line)).toEqual([2, 4, 7, 10]);
      expect(malformed).toEqual([
        { line: 8, malformed: 'cells: 1 instead of 2' },
        { line: 9, malformed: 'cells: 3 instead of 2' },
      ]);
    },
  );

  it.each([
    ['never closed', '"secret'],
    ['opened inside a cell', 'a "secret"'],
    ['closed before the cell ends', '"secret"a'],
  ])('refuses a quote that is %s, names its line and quotes no text', async (_, cell) => {
    const content = `a,b\r\n1,"x\r\ny"\r\n\r\n2,${cell}\r\n3,4\r\n`;
    const attempt = () => read(content, 'csv');
    await expect(attempt()).rejects.toThrow(
      'a quote out of place in the row that begins on line 5',
    );
    await expect(attempt()).rejects.not.toThrow('secret');
  });

  it('refuses a file without a header and a header with a column twice', async () => {
    await expect(read('', 'csv')).rejects.toThrow('is empty');
    await expect(read('a,b,a\n1,2,3\n', 'csv')).rejects.toThrow('has two columns "a"');
  });
});

describe('JSON lines', () => {
  it('keeps numbers, truth values, null, lists and records apart from texts', async () => {
    const content =
      '{"prompt": "a\\nb", "id": 7, "ok": true}\n\n{"prompt": null, "id": [1]}\r\n{"other": {}}';
    expect(await read(content, 'jsonl')).toEqual({
      columns: ['prompt', 'id', 'ok', 'other'],
      rows: [
        { line: 1, cells: { prompt: 'a\nb', id: 7, ok: true } },
        { line: 3, cells: { prompt: null, id: [1] } },
        { line: 4, cells: { other: {} } },
      ],
      malformed: [],
    });
  });

  it.each(['{"prompt": "cut', '["a"]', '"a"', '7', 'null'])(
    'counts %s as malformed',
    async (line) => {
      expect((await read(`{"prompt": "a"}\n${line}\n`, 'jsonl')).malformed).toEqual([
        { line: 2, malformed: 'no JSON object' },
      ]);
    },
  );
});

describe('encoding and format', () => {
  it.each<TableFormat>(['csv', 'jsonl'])(
    'drops the byte order mark of a %s file',
    async (format) => {
      const content = format === 'csv' ? '\ufeffprompt\n\ufeffa\n' : '\ufeff{"prompt": "\ufeffa"}';
      expect((await read(content, format)).columns).toEqual(['prompt']);
      expect(await cellsOf(content, format)).toEqual([{ prompt: '\ufeffa' }]);
    },
  );

  it('refuses bytes that are not UTF-8', async () => {
    const latin1 = Buffer.from('prompt\ncaf\u00e9\n', 'latin1');
    await expect(read(latin1, 'csv')).rejects.toThrow('is not UTF-8 text');
  });

  it('knows formats by extension', async () => {
    const paths = [
      'a/b.csv',
      'b.TSV',
      'c.jsonl',
      'c.jsonl.gz',
      'd.json',
      'e.parquet',
      'f.txt',
      'csv',
    ];
    expect(paths.map(formatOf)).toEqual([
      'csv',
      'tsv',
      'jsonl',
      'jsonl',
      'json',
      'parquet',
      undefined,
      undefined,
    ]);
  });
});

describe('JSON lists', () => {
  it('reads the objects of one list by number', async () => {
    const content = '[{"prompt": "a"},\n {"prompt": "b", "n": 1},\n 7]';
    expect(await read(content, 'json')).toEqual({
      columns: ['prompt', 'n'],
      rows: [
        { line: 1, cells: { prompt: 'a' } },
        { line: 2, cells: { prompt: 'b', n: 1 } },
      ],
      malformed: [{ line: 3, malformed: 'no JSON object' }],
    });
  });

  it.each(['{"prompt": "a"}', '[{"prompt": "cut'])('refuses %s', async (content) => {
    await expect(read(content, 'json')).rejects.toThrow('is no JSON list of objects');
  });
});

describe('gzip', () => {
  it('unpacks what ends in .gz', async () => {
    const { rows } = await read(gzipSync('{"prompt": "caf\u00e9"}\n'), 'jsonl', {
      name: 'a.jsonl.gz',
    });
    expect(rows).toEqual([{ line: 1, cells: { prompt: 'caf\u00e9' } }]);
  });

  it('refuses a file that was cut off', async () => {
    const cut = gzipSync('{"prompt": "a"}\n').subarray(0, -4);
    await expect(read(cut, 'jsonl', { name: 'cut.jsonl.gz' })).rejects.toThrow(
      'no whole gzip file',
    );
  });
});

describe('Parquet', () => {
  const texts = Array.from({ length: 250 }, (_, index) => `text ${index}\n, "quoted"`);
  const file = (codec: 'SNAPPY' | 'UNCOMPRESSED') =>
    parquetFile(
      {
        prompt: texts,
        safe: texts.map((_, index) => index % 2 === 0),
        label: texts.map((_, index) => (index === 3 ? null : '')),
        marks: texts.map((text) => [text, 'two']),
      },
      { rowGroupSize: 100, codec },
    );

  it.each(['SNAPPY', 'UNCOMPRESSED'] as const)('reads the wanted columns (%s)', async (codec) => {
    const { columns, rows } = await read(file(codec), 'parquet', {
      wanted: ['prompt', 'label', 'marks', 'none'],
    });
    expect(columns).toEqual(['prompt', 'safe', 'label', 'marks']);
    expect(rows).toHaveLength(250);
    expect(rows[3]).toEqual({
      line: 4,
      cells: { prompt: texts[3], label: null, marks: [texts[3], 'two'] },
    });
    expect(rows[249]).toMatchObject({ line: 250, cells: { prompt: texts[249], label: '' } });
  });

  it.each([
    ['cut off', file('SNAPPY').subarray(0, -20)],
    ['of another kind', Buffer.from('prompt\na\n')],
  ])('refuses a file that is %s', async (_, bytes) => {
    await expect(read(bytes, 'parquet', { wanted: ['prompt'] })).rejects.toThrow(
      'cannot be read as Parquet',
    );
  });
});
