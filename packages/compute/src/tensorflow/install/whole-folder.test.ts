import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWhole } from './whole-folder.ts';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'waltz-whole-'));
});

afterEach(() => rm(parent, { recursive: true }));

const make = (content: string) =>
  makeWhole(join(parent, 'made'), (partial) => writeFile(join(partial, 'file'), content));

const made = () => readFile(join(parent, 'made/file'), 'utf8');

it('makes a folder, and puts another in its place', async () => {
  await make('first');
  expect(await made()).toBe('first');
  await make('second');
  expect(await made()).toBe('second');
  expect(await readdir(parent)).toEqual(['made']);
});

it('leaves what was there when it fails', async () => {
  await make('first');
  const broken = makeWhole(join(parent, 'made'), async (partial) => {
    await writeFile(join(partial, 'file'), 'half');
    throw new Error('no room');
  });
  await expect(broken).rejects.toThrow('no room');
  expect(await made()).toBe('first');
  expect(await readdir(parent)).toEqual(['made']);
});

it('clears away what a killed process left, and not what a living one makes', async () => {
  const dead = 2 ** 22 + 1;
  await mkdir(join(parent, `made.partial-${dead}`));
  await mkdir(join(parent, `made.partial-${process.ppid}`));
  await make('first');
  expect(await readdir(parent)).toEqual(['made', `made.partial-${process.ppid}`]);
});
