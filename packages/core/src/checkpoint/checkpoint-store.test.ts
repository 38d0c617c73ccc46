import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { CheckpointStore } from './checkpoint-store.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
});

const save = (store: CheckpointStore, globalStep: number) =>
  store.save(
    {
      stage: 'stage-1',
      step: globalStep,
      globalStep,
      seconds: 1,
      evaluations: ['base'],
      logs: { metrics: 1, timings: 2, episodes: 3, events: 4 },
    },
    (into) => writeFile(join(into, 'feedback.safetensors'), `weights of step ${globalStep}`),
  );

const accept = () => Promise.resolve();
const silent = () => undefined;

it('has none at first', async () => {
  expect(await new CheckpointStore(folder, 2).newest(accept, silent)).toBeNull();
});

it('keeps the newest ones and gives the last back', async () => {
  const store = new CheckpointStore(folder, 2);
  for (const step of [0, 5, 10, 15]) await save(store, step);
  expect(await readdir(folder)).toEqual(['00000010', '00000015']);
  const newest = await store.newest(accept, silent);
  expect(newest?.folder).toBe(join(folder, '00000015'));
  expect(newest?.state).toMatchObject({ globalStep: 15, evaluations: ['base'] });
  expect(Object.keys(newest?.state.files ?? {})).toEqual(['feedback.safetensors']);
});

it('keeps what it goes on from, whatever damaged ones lie ahead', async () => {
  const store = new CheckpointStore(folder, 1);
  await save(store, 20);
  await rm(join(folder, '00000020', 'state.json'));
  await save(store, 5);
  await save(store, 10);
  expect(await readdir(folder)).toEqual(['00000010', '00000020']);
  const notices: string[] = [];
  const newest = await store.newest(accept, (message) => notices.push(message));
  expect(newest?.state.globalStep).toBe(10);
  expect(notices).toEqual([expect.stringContaining('00000020')]);
});

it('passes over one that does not fit what else there is', async () => {
  const store = new CheckpointStore(folder, 2);
  await save(store, 5);
  await save(store, 10);
  const fits = ({ globalStep }: { readonly globalStep: number }) =>
    globalStep === 10 ? Promise.reject(new Error('its log is gone')) : Promise.resolve();
  const notices: string[] = [];
  const newest = await store.newest(fits, (message) => notices.push(message));
  expect(newest?.state.globalStep).toBe(5);
  expect(notices).toEqual([expect.stringContaining('its log is gone')]);
});

it('can be saved again at the same step', async () => {
  const store = new CheckpointStore(folder, 2);
  await save(store, 5);
  const before = await readFile(join(folder, '00000005', 'state.json'), 'utf8');
  await save(store, 5);
  expect(await readFile(join(folder, '00000005', 'state.json'), 'utf8')).toBe(before);
});
