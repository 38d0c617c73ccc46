import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { makeJudged, makePrompt, verdict } from '../testing/make-episode.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { recordPlayed } from './episode-record.ts';
import { EMPTY_LOGS, LOG_FILES, requireLogs, Tracker, type LogName } from './tracker.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
});

const read = (name: LogName) => readFile(join(folder, LOG_FILES[name]), 'utf8');
const timings = { seconds: { sample: 0.5 }, tokens: { sample: 3 }, work: [] };
const at = (step: number) => ({ stage: 'stage-1', step, globalStep: step });
const played = recordPlayed(
  'stage-1',
  1,
  makeJudged(makePrompt('plain-benign'), [verdict('helpful')], [null]),
);

it('writes a line a step, with metrics in the order of their names', async () => {
  const tracker = await Tracker.open(folder, EMPTY_LOGS);
  await tracker.step(at(1), { b: 2, a: 1 }, timings);
  await tracker.episodes([played, played]);
  await tracker.close();
  expect(await read('metrics')).toBe(
    '{"stage":"stage-1","step":1,"globalStep":1,"metrics":{"a":1,"b":2}}\n',
  );
  expect(await read('timings')).toBe(
    '{"stage":"stage-1","step":1,"seconds":{"sample":0.5},"tokens":{"sample":3},"work":[]}\n',
  );
  const lines = (await read('episodes')).trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([played, played]);
});

it('goes back to lengths that it had, and on from there', async () => {
  const first = await Tracker.open(folder, EMPTY_LOGS);
  await first.step(at(1), { a: 1 }, timings);
  const lengths = await first.flush();
  await first.step(at(2), { a: 2 }, timings);
  await first.episodes([played]);
  await first.close();

  const second = await Tracker.open(folder, lengths);
  expect(await second.flush()).toEqual(lengths);
  await second.step(at(2), { a: 3 }, timings);
  await second.close();
  expect(await read('metrics')).toContain('"a":3');
  expect(await read('metrics')).not.toContain('"a":2');
  expect(await read('episodes')).toBe('');
});

it('does not go back to lengths that its files no longer have', async () => {
  const tracker = await Tracker.open(folder, EMPTY_LOGS);
  await tracker.step(at(1), { a: 1 }, timings);
  const lengths = await tracker.flush();
  await tracker.close();
  await expect(requireLogs(folder, lengths)).resolves.toBeUndefined();
  await truncate(join(folder, LOG_FILES.metrics), 10);
  await expect(requireLogs(folder, lengths)).rejects.toThrow('metrics.jsonl has 10 bytes');
  await expect(Tracker.open(folder, lengths)).rejects.toThrow('cannot cut');
});
