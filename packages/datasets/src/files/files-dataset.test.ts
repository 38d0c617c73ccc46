import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFilesDataset, type FilesOptions } from './files-dataset.ts';
import type { FileOptions } from './file-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-datasets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const questions = Array.from({ length: 100 }, (_, index) => `where is town ${index}?`);

const csv: FileOptions = {
  path: 'labelled.csv',
  source: { name: 'Labelled', url: 'https://labelled.example', licence: 'CC-BY-4.0' },
  columns: { text: 'prompt', id: 'key', topic: 'topic' },
  harm: { column: 'label', values: { safe: 'benign', unsafe: 'harmful' } },
  kind: { harmful: 'labelled-unsafe', benign: 'labelled-safe' },
};
const jsonl: FileOptions = {
  path: 'deep/lines.jsonl',
  source: { name: 'Lines', url: 'https://lines.example', licence: 'MIT' },
  columns: { text: 'request' },
  harm: 'harmful',
  kind: 'lines',
  adversarial: true,
};

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function writeLabelled(rows: readonly string[]): void {
  write(csv.path, ['key,prompt,label,topic', ...rows, ''].join('\n'));
}

/** A row for each of 100 different questions. */
const goodRows = questions.map(
  (question, index) => `k${index},"${question}",${index % 2 === 0 ? 'safe' : 'unsafe'},places`,
);

async function load(files: readonly FileOptions[], options: Partial<FilesOptions> = {}) {
  const notices: string[] = [];
  const dataset = await createFilesDataset(
    {
      root: folder,
      files,
      fetch: false,
      heldOutShare: 0.2,
      splitSeed: 0,
      maxCharacters: null,
      maxMalformedShare: 0.05,
      ...options,
    },
    { notice: (message) => notices.push(message) },
  );
  const prompts = [...dataset.prompts('train'), ...dataset.prompts('held-out')];
  return { dataset, prompts, notices };
}

describe('the dataset of files', () => {
  it('makes prompts of all files, as published, in two splits', async () => {
    writeLabelled(goodRows);
    write(jsonl.path, '{"request": " Two\\nlines, kept "}\n{"request": "NA"}\n');
    const { dataset, prompts, notices } = await load([csv, jsonl]);
    expect(prompts).toHaveLength(102);
    expect(dataset.prompts('train').length).toBeGreaterThan(dataset.prompts('held-out').length);
    expect(notices).toEqual([]);
    const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
    expect(byId.get('labelled.csv:k1')).toEqual({
      id: 'labelled.csv:k1',
      text: questions[1],
      harm: 'harmful',
      adversarial: false,
      kind: 'labelled-unsafe',
      source: 'Labelled',
      traits: { topic: 'places' },
    });
    expect(byId.get('labelled.csv:k2')).toMatchObject({ harm: 'benign', kind: 'labelled-safe' });
    expect(byId.get('deep/lines.jsonl:1')).toEqual({
      id: 'deep/lines.jsonl:1',
      text: ' Two\nlines, kept ',
      harm: 'harmful',
      adversarial: true,
      kind: 'lines',
      source: 'Lines',
      traits: {},
    });
  });

  it('is the same each time', async () => {
    writeLabelled(goodRows);
    expect((await load([csv])).prompts).toEqual((await load([csv])).prompts);
  });

  it('counts malformed rows in one notice by line and reason, and quotes none of them', async () => {
    const badRows = [
      'x1,"secret text"',
      'x2,"secret text",maybe,places',
      'x3,"  ",safe,places',
      ',"secret text",safe,places',
      'k0,"secret text",safe,places',
    ];
    writeLabelled([...goodRows, ...badRows, 'last,"a good, last one",safe,']);
    const { prompts, notices } = await load([csv]);
    expect(prompts).toHaveLength(101);
    expect(prompts.find(({ id }) => id === 'labelled.csv:last')?.traits).toEqual({});
    expect(notices).toEqual([
      'labelled.csv: 5 of 106 rows are malformed: line 102 (cells: 2 instead of 4), ' +
        'line 103 (a label that harm.values does not list), line 104 (no text), line 105 (no id), ' +
        'line 106 (a repeated id); they are left out',
    ]);
  });

  it('names five malformed rows at most, and is an error above maxMalformedShare', async () => {
    writeLabelled([...goodRows, 'a', 'b', 'c', 'd', 'e', 'f']);
    await expect(load([csv])).rejects.toThrow(
      'labelled.csv: 6 of 106 rows are malformed: line 102 (cells: 1 instead of 4)',
    );
    expect((await load([csv], { maxMalformedShare: 0.1 })).notices[0]).toMatch(
      /line 106 \([^)]*\), …;/,
    );
  });

  it('counts half a surrogate pair in JSON as malformed', async () => {
    const good = questions.map((request) => JSON.stringify({ request }));
    write(jsonl.path, [...good, '{"request": "secret \\ud800"}'].join('\n'));
    expect((await load([jsonl])).notices[0]).toContain('line 101 (a text that is not Unicode)');
  });

  it('says which columns there are when one is missing', async () => {
    writeLabelled(goodRows);
    const columns = { text: 'prmopt', id: 'key' };
    await expect(load([{ ...csv, columns }])).rejects.toThrow(
      'labelled.csv has no column "prmopt". Did you mean "prompt"? Its columns are "key", "prompt", "label", "topic"',
    );
    const harm = { column: 'harmfulness', values: {} };
    await expect(load([{ ...csv, harm }])).rejects.toThrow('has no column "harmfulness"');
  });

  it('names the file when it is no table', async () => {
    write(csv.path, 'key,prompt,label,topic\n1,"open,safe,x\n');
    await expect(load([csv])).rejects.toThrow('labelled.csv has a quote out of place');
  });

  it('never cuts a prompt: longer ones are left out and counted', async () => {
    writeLabelled([...goodRows, `long,${'a'.repeat(41)},safe,x`, `fits,${'a'.repeat(40)},safe,x`]);
    const { prompts, notices } = await load([csv], { maxCharacters: 40 });
    expect(prompts.some(({ id }) => id === 'labelled.csv:fits')).toBe(true);
    expect(prompts.every(({ text }) => text.length <= 40)).toBe(true);
    expect(notices).toEqual([
      expect.stringContaining('left out 1 of 102 prompts because they are longer than 40'),
    ]);
  });

  it('keeps one of two equal texts in different files', async () => {
    writeLabelled(goodRows);
    write(jsonl.path, JSON.stringify({ request: questions[1]?.toUpperCase() }));
    const { prompts, notices } = await load([csv, jsonl]);
    expect(prompts).toHaveLength(100);
    expect(notices).toEqual(['left out 1 of 101 prompts because another has the same text']);
  });
});

describe('files that are not what they should be', () => {
  it('accepts the file of the sha256 and refuses any other', async () => {
    writeLabelled(goodRows);
    const content = ['key,prompt,label,topic', ...goodRows, ''].join('\n');
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect((await load([{ ...csv, sha256 }])).prompts).toHaveLength(100);
    const other = '0'.repeat(64);
    await expect(load([{ ...csv, sha256: other }])).rejects.toThrow(
      `its sha256 is ${sha256}, expected ${other}`,
    );
  });

  it('tells where to fetch what is missing, and where to put it', async () => {
    const root = join(folder, 'nowhere');
    const attempt = () => load([csv, jsonl], { root });
    await expect(attempt()).rejects.toThrow(`there is no folder ${root} (dataset.root=${root}`);
    await expect(attempt()).rejects.toThrow(
      'labelled.csv      Labelled, CC-BY-4.0, https://labelled.example',
    );
    await expect(attempt()).rejects.toThrow('deep/lines.jsonl  Lines, MIT, https://lines.example');
  });

  it('names only the missing files of a folder that is there', async () => {
    writeLabelled(goodRows);
    const attempt = () => load([csv, { ...jsonl, path: 'gone.jsonl' }]);
    await expect(attempt()).rejects.toThrow(`these files are missing in ${folder}`);
    await expect(attempt()).rejects.toThrow('  gone.jsonl  Lines');
    await expect(attempt()).rejects.not.toThrow('labelled.csv');
  });
});
