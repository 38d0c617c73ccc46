import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SweepRecord, SweepRunRecord } from '@waltz/core';
import { afterAll, expect, it } from 'vitest';
import { measuredBySeed, readMeasuredCells } from './measured-cells.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-measured-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** A run of a seed with a summary of these evaluations' ASR; null leaves a rate that rests on nothing. */
function runOf(
  seed: number,
  state: SweepRunRecord['state'],
  evaluations: Readonly<Record<string, number | null>>,
): SweepRunRecord {
  const path = join(folder, `${seed}`);
  mkdirSync(path);
  const rates = Object.entries(evaluations).map(([name, asr]) => [name, { asr: { value: asr } }]);
  const summary = { evaluations: Object.fromEntries(rates) as unknown };
  writeFileSync(join(path, 'summary.json'), JSON.stringify(summary));
  return { seed, folder: path, state };
}

it('takes the final evaluation of runs that are done, by sweep and cell, where it rests on something', async () => {
  const runs = [
    runOf(11, 'done', { base: 0.9, final: 0.1 }),
    runOf(12, 'done', { base: 0.9, final: 0.2 }),
    // What a run left that was begun anew, and broke.
    runOf(13, 'failed', { final: 0.3 }),
    runOf(14, 'done', { base: 0.9 }),
    runOf(15, 'done', { final: null }),
  ];
  const waiting = { seed: 11, folder: join(folder, 'waiting'), state: 'waiting' } as const;
  const record = {
    experiment: 'table-1',
    cells: [
      { name: 'WaltzRL', identity: 'a', overrides: [], runs },
      { name: 'base', identity: 'b', overrides: [], runs: [waiting] },
    ],
  } as unknown as SweepRecord;

  const cells = await readMeasuredCells([record]);
  const asrOf = (sweep: string, cell: string) => [...measuredBySeed(cells, { sweep, cell }, 'asr')];
  expect(asrOf('table-1', 'WaltzRL')).toEqual([
    [11, 0.1],
    [12, 0.2],
  ]);
  expect(asrOf('table-1', 'base')).toEqual([]);
  expect(asrOf('collaboration-ablation', 'WaltzRL')).toEqual([]);
});
