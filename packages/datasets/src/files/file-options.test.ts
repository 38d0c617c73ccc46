import { describe, expect, it } from 'vitest';
import { fileList } from './file-options.ts';

const file = {
  path: 'a.csv',
  source: { name: 'A', url: 'https://a.example', licence: 'MIT' },
  columns: { text: 'prompt', category: 'class' },
  harm: { column: 'label', values: { safe: 'benign', unsafe: 'harmful' } },
  kind: { harmful: 'a-harmful', benign: 'a-benign' },
  origin: { host: 'hugging-face', repository: 'a/b', revision: 'v1', path: 'a.csv' },
  sha256: '0'.repeat(64),
};

describe('the list of files', () => {
  it('accepts what it documents', () => {
    expect(() =>
      fileList([file, { ...file, path: 'b', format: 'tsv', harm: 'benign' }]),
    ).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ['no list', file, 'must be a list of at least one file'],
    ['an empty list', [], 'must be a list of at least one file'],
    ['no map', ['a.csv'], '[0] must be a map'],
    ['an unknown key', [{ ...file, harms: 'benign' }], '[0].harms is unknown'],
    ['no path', [{ ...file, path: '', format: 'csv' }], '[0].path must be a text'],
    [
      'an unknown extension',
      [{ ...file, path: 'a.txt' }],
      '[0].format must be one of csv, tsv, jsonl, json, parquet',
    ],
    ['an incomplete source', [{ ...file, source: { name: 'A' } }], '[0].source must be'],
    [
      'an unknown host',
      [{ ...file, origin: { ...file.origin, host: 'ftp' } }],
      '[0].origin must be',
    ],
    [
      'a repository without owner',
      [{ ...file, origin: { ...file.origin, repository: 'b' } }],
      '[0].origin must be',
    ],
    ['no text column', [{ ...file, columns: { id: 'id' } }], '[0].columns must map text'],
    ['an unknown harm', [{ ...file, harm: 'bad' }], '[0].harm must be'],
    [
      'an unknown harm of a label',
      [{ ...file, harm: { column: 'label', values: { safe: 'fine' } } }],
      '[0].harm must be',
    ],
    ['one kind of two', [{ ...file, kind: { harmful: 'a' } }], '[0].kind must be'],
    ['a short sha256', [{ ...file, sha256: 'abc' }], '[0].sha256 must be 64'],
    ['a text for a truth value', [{ ...file, adversarial: 'no' }], '[0].adversarial must be'],
  ])('refuses %s', (_, files, problem) => {
    expect(() => fileList(files)).toThrow(problem);
  });

  it('tells every problem of every file at once', () => {
    const attempt = () =>
      fileList([
        { ...file, path: 7 },
        { ...file, colums: {}, harm: null },
      ]);
    for (const problem of ['[0].path', '[0].format', 'Did you mean "columns"?', '[1].harm']) {
      expect(attempt).toThrow(problem);
    }
  });
});
