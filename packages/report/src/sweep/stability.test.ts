import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../run/run-record.ts';
import { stabilityOf } from './stability.ts';
import { stabilityTable } from './stability-table.ts';
import type { CellResults } from './sweep-results.ts';

/** A run of the feedback agent with these norms and divergences, `[stage][step]`, and these F1. */
function makeRun(
  norms: readonly (readonly number[])[],
  kl: readonly (readonly number[])[],
  f1: readonly [before: number, after: number] = [0.5, 0.9],
): RunRecord {
  const steps = norms.flatMap((ofStage, stage) =>
    ofStage.map((norm, step) => ({
      stage: `stage-${stage + 1}`,
      step: step + 1,
      globalStep: 100 * stage + step + 1,
      metrics: { 'gradient-norm/feedback': norm, 'kl/feedback': kl[stage]?.[step] ?? 0 },
    })),
  );
  const evaluations = ['base', 'final'].map((name, index) => ({
    name,
    estimates: new Map([['f1', { value: f1[index] }]]),
  }));
  // Only what is read of a run.
  return { metrics: steps, evaluations } as unknown as RunRecord;
}

const cellOf = (runs: readonly RunRecord[], error?: string): CellResults => ({
  cell: { name: 'cell', identity: 'cell', overrides: [], runs: [] },
  finished: runs.map((run, index) => ({ seed: index + 1, run, outcomes: {} as never })),
  missing: error === undefined ? [] : [{ seed: 9, folder: '', state: 'failed', error }],
});

const QUIET = Array<number>(10).fill(0.02);

describe('the stability of a cell', () => {
  it('has the variance of norms about the mean of their stage', () => {
    const { agents } = stabilityOf(
      cellOf([
        makeRun(
          [
            [1, 3],
            [10, 10],
          ],
          [],
        ),
      ]),
    );
    expect(agents).toEqual([{ agent: 'feedback', gradientVariances: [0.5], klSpikes: [0] }]);
  });

  it.each([
    { name: 'none while KL rises slowly', kl: [...QUIET, 0.03, 0.035, 0.039], spikes: 0 },
    { name: 'a step above twice the median before', kl: [...QUIET, 0.05, 0.02, 0.06], spikes: 2 },
    { name: 'none of the first ten steps', kl: [0.02, 0.5, ...QUIET.slice(2)], spikes: 0 },
    { name: 'none below a hundredth of a nat', kl: [...QUIET.map(() => 0.001), 0.009], spikes: 0 },
  ])('counts as spikes $name', ({ kl, spikes }) => {
    const run = makeRun([kl.map(() => 1)], [kl]);
    expect(stabilityOf(cellOf([run])).agents[0]?.klSpikes).toEqual([spikes]);
  });

  it('begins anew with every stage', () => {
    const run = makeRun([QUIET, [1, 1]], [QUIET, [0.5, 0.5]]);
    expect(stabilityOf(cellOf([run])).agents[0]?.klSpikes).toEqual([0]);
  });

  it('names the seeds that ended worse than they began, or on no number', () => {
    const runs = [makeRun([[1]], [[0]]), makeRun([[1]], [[0]], [0.5, 0.4])];
    const failed = 'stage-1, step 3: the loss of feedback is NaN. Training stopped';
    expect(stabilityOf(cellOf(runs, failed)).diverged).toEqual([2, 9]);
    expect(stabilityOf(cellOf(runs, 'the disk was full')).diverged).toEqual([2]);
  });
});

describe('its table', () => {
  const results = (cells: readonly CellResults[]) =>
    stabilityTable({ folder: '', record: {} as never, cells })?.rows;

  it('gives means with the lowest and the highest seed', () => {
    const runs = [makeRun([[1, 3]], [[0, 0]]), makeRun([[1, 1]], [[0, 0]])];
    expect(results([cellOf(runs)])).toEqual([
      ['cell', 'feedback', '0.500 (0.00–1.00)', '0 (0–0)', 'none'],
    ]);
  });

  it('keeps a cell of which every seed stopped, and has no row where nothing was trained', () => {
    expect(results([cellOf([], 'the loss of feedback is Infinity.')])).toEqual([
      ['cell', '–', '–', '–', '9'],
    ]);
    expect(results([cellOf([])])).toBeUndefined();
  });
});
