import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TINY_WORLD, waltz } from '../testing/waltz-process.ts';
import { onlyRun, SMALL } from './small-experiment.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-export-'));
let run = '';

beforeAll(async () => {
  const { code, output } = await waltz(['run', SMALL, `run.folder=${join(root, 'runs')}`]);
  expect(code, output).toBe(0);
  run = onlyRun(join(root, 'runs'));
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('waltz export', () => {
  it('leaves a whole model of each agent, with a card that says where it comes from', async () => {
    const folder = join(root, 'both');
    const { code, output } = await waltz(['export', run, folder]);
    expect(code, output).toBe(0);
    for (const agent of ['conversation', 'feedback']) {
      const files = readdirSync(join(folder, agent));
      expect(files).toEqual(
        expect.arrayContaining(['README.md', 'config.json', 'model.safetensors']),
      );
      const card = readFileSync(join(folder, agent, 'README.md'), 'utf8');
      expect(card).toContain(`# small: ${agent}`);
      expect(card).toMatch(/made by.*npx waltz run .*small/u);
      expect(card).toContain('ASR before feedback');
    }
    expect(existsSync(`${folder}.unfinished`)).toBe(false);
  });

  it('puts the one agent that is asked for into the folder itself', async () => {
    const folder = join(root, 'one');
    mkdirSync(folder);
    const words = ['export', run, folder, '--agent', 'feedback', '--dtype', 'bfloat16'];
    const { code, output } = await waltz(words);
    expect(code, output).toBe(0);
    expect(readdirSync(folder)).toContain('model.safetensors');
  });

  it('refuses a folder that holds something, and leaves it alone', async () => {
    const folder = join(root, 'taken');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const { code, output } = await waltz(['export', run, folder]);
    expect(code).not.toBe(0);
    expect(output).toMatch(/taken is not empty: name a folder/u);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a step that is no number', ['--step', 'last'], /--step is last; it must be a whole number/u],
    ['a checkpoint that is not there', ['--step', '999'], /no checkpoint of step 999.*there are/u],
    ['an agent that nobody knows', ['--agent', 'judge'], /judge.*conversation, feedback/u],
  ])('refuses %s', async (_, words, message) => {
    const folder = join(root, 'none');
    const { code, output } = await waltz(['export', run, folder, ...words]);
    expect(code).not.toBe(0);
    expect(output).toMatch(message);
    expect(existsSync(folder)).toBe(false);
  });

  it('says so where an engine has nothing that others could read', async () => {
    const tiny = join(TINY_WORLD, 'experiments/tiny.yaml');
    const runs = join(root, 'tiny-runs');
    expect((await waltz(['run', tiny, `run.folder=${runs}`])).code).toBe(0);
    const folder = join(root, 'nothing');
    const { code, output } = await waltz(['export', onlyRun(runs, 'tiny'), folder]);
    expect(code).not.toBe(0);
    expect(output).toMatch(/has no weights that other programs could read/u);
    expect([existsSync(folder), existsSync(`${folder}.unfinished`)]).toEqual([false, false]);
  });
});
