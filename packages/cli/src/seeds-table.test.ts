import { expect, it } from 'vitest';
import type { FinishedRun } from './run-groups.ts';
import { seedsTable } from './seeds-table.ts';
import { evaluationWith } from './testing/finished-run.ts';

const run = (seed: number, asr: number): FinishedRun => ({
  path: `runs/${seed}`,
  gitCommit: '0123456789abcdef+changes',
  summary: {
    experiment: 'waltz',
    seed,
    backend: 'wasm',
    seconds: 100 * seed,
    peakMemoryBytes: 0,
    notes: [],
    evaluations: {
      base: evaluationWith(0.4),
      final: {
        ...evaluationWith(asr),
        train: evaluationWith(0),
        benchmarks: { unseen: evaluationWith(1) },
      },
    },
  },
});

it('shows mean, standard deviation and t-interval over seeds, and what was run', () => {
  const runs = [run(1, 0.01), run(2, 0.02), run(3, 0.06)];
  const [title, , head, , ...rows] = seedsTable({
    experiment: 'waltz',
    label: 'alpha=1',
    runs,
  }).split('\n');
  expect(title).toBe(
    '**waltz, alpha=1**: 3 seeds: 1, 2, 3; wasm, 200 s a run, code 0123456+changes',
  );
  expect(head).toMatch(/^\| +\| +base \| +final \| +final, training prompts \| +final, unseen \|$/);
  // Mean 3, deviation √7 = 2.646; 4.303 · 2.646 / √3 = 6.573 either side, of which nothing lies below 0.
  expect(rows[0]).toMatch(
    /^\| ASR +\| 40\.0 ± 0\.0 \(40\.0–40\.0\) \| +3\.0 ± 2\.6 \(0\.0–9\.6\) \|/,
  );
  expect(rows.find((row) => row.includes('helpfulness'))).toMatch(
    /^\| helpfulness +\| +– \| +– \| +– \| +– \|$/,
  );
});

it('shows the bare value of a single seed', () => {
  const [, , , , asr] = seedsTable({ experiment: 'waltz', label: '', runs: [run(7, 0.05)] }).split(
    '\n',
  );
  expect(asr).toMatch(/\| 40\.0 \| +5\.0 \| +0\.0 \| +100\.0 \|$/);
});
