import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SweepRecord } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { waltz, WaltzProcess } from '../testing/waltz-process.ts';

/** Milliseconds for a test of several runs on a busy machine. */
const MANY_RUNS = 240_000;

function recordIn(runs: string): SweepRecord {
  const experiment = join(runs, 'tiny-sweep');
  const sweeps = readdirSync(experiment).filter((name) => name.startsWith('sweep-'));
  expect(sweeps).toHaveLength(1);
  const path = join(experiment, sweeps[0] ?? '', 'sweep.json');
  return JSON.parse(readFileSync(path, 'utf8')) as SweepRecord;
}

function statesOf({ cells }: SweepRecord) {
  return Object.fromEntries(cells.map(({ name, runs }) => [name, runs.map(({ state }) => state)]));
}

describe('waltz sweep', () => {
  it(
    'runs all that works, shows what does not, and later only what is missing',
    async () => {
      const runs = temporaryFolder();
      const words = ['sweep', 'tiny-sweep', `run.folder=${runs}`, '--jobs', '2'];
      const first = await waltz(words);
      expect(first.output).toMatch(/locked, smoke: failed: .*WALTZ_TEST_PASSWORD/);
      expect(first.output).toMatch(/2 of 3 runs to do: about [\d.]+ million tokens .* 2 at a time/);
      expect(first.output.match(/base model tiny-base, seed 1: done/g)).toHaveLength(1);
      expect(first.output).toMatch(/failed: locked, seed 1: its smoke run failed: /);
      expect(first.code).toBe(1);
      const record = recordIn(runs);
      expect(statesOf(record)).toEqual({
        full: ['done'],
        'no-label': ['done'],
        locked: ['failed'],
      });

      const changed = (): readonly number[] =>
        record.cells
          .slice(0, 2)
          .map(({ runs: [run] }) => statSync(join(run?.folder ?? '', 'summary.json')).mtimeMs);
      const before = changed();
      const second = await waltz([...words, 'sweep.seeds=[1, 2]'], { WALTZ_TEST_PASSWORD: 'open' });
      expect(second.output).toMatch(/4 of 6 runs to do/);
      expect(second.code, second.output).toBe(0);
      expect(changed()).toEqual(before);
      expect(statesOf(recordIn(runs))).toEqual({
        full: ['done', 'done'],
        'no-label': ['done', 'done'],
        locked: ['done', 'done'],
      });
    },
    MANY_RUNS,
  );

  it(
    'stops every run on Ctrl-C, and goes on where they were',
    async () => {
      const runs = temporaryFolder();
      const words = [
        'sweep',
        'tiny-sweep',
        `run.folder=${runs}`,
        '~sweep.axes.variant.locked',
        'stages.stage-2.steps=150',
      ];
      const running = new WaltzProcess([...words, '--jobs', '2']);
      await running.printed(
        /full, seed 1: stage-2[^]*no-label, seed 1: stage-2|no-label, seed 1: stage-2[^]*full, seed 1: stage-2/,
      );
      running.send('SIGINT');
      const { code, output } = await running.ended;
      expect(output).toContain('the same command goes on');
      expect(code).toBe(130);
      const record = recordIn(runs);
      expect(statesOf(record)).toEqual({ full: ['interrupted'], 'no-label': ['interrupted'] });
      for (const {
        runs: [run],
      } of record.cells) {
        expect(readdirSync(run?.folder ?? '')).not.toContain('lock.json');
      }

      const again = await waltz([...words, '--jobs', '2']);
      expect(again.code, again.output).toBe(0);
      expect(statesOf(recordIn(runs))).toEqual({ full: ['done'], 'no-label': ['done'] });
    },
    MANY_RUNS,
  );

  it('is for experiments with a sweep block, counts jobs, and is checked by validate', async () => {
    const [single, jobs, valid] = await Promise.all([
      waltz(['sweep', 'tiny']),
      waltz(['sweep', 'tiny-sweep', '--jobs', 'many']),
      waltz(['validate', 'tiny-sweep']),
    ]);
    expect(single.output).toMatch(/tiny\.yaml has no sweep: block/);
    expect(jobs.output).toMatch(/--jobs is a whole number of at least 1, not many/);
    expect([single.code, jobs.code]).toEqual([2, 2]);
    expect(valid.output).toMatch(/valid +tiny-sweep \(a sweep: 3 cells, seeds 1\)/);
  });
});
