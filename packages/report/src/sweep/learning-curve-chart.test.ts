import { expect, it } from 'vitest';
import { STANDALONE_STYLE } from '../charts/style.ts';
import type { RunRecord } from '../run/run-record.ts';
import { cornersOf, marks } from '../testing/drawn-points.ts';
import { learningCurveChart, LEARNING_CURVES } from './learning-curve-chart.ts';
import type { CellResults, SweepResults } from './sweep-results.ts';

const [ASR] = LEARNING_CURVES;

/** A run with these ASR in its steps; the chart reads no more of it. */
function runWith(rates: readonly number[]): RunRecord {
  const metrics = rates.map((rate, index) => ({
    stage: 'stage-1',
    step: index + 1,
    globalStep: index + 1,
    metrics: { 'rate/asr': rate },
  }));
  const stages = [{ name: 'stage-1', first: 1, last: rates.length }];
  return { metrics, stages } as unknown as RunRecord;
}

/** A sweep of cells with the ASR of their seeds, `[cell][seed][step]`. */
function sweepOf(cells: readonly (readonly (readonly number[])[])[]): SweepResults {
  const results = cells.map((bySeed, index): CellResults => ({
    cell: { name: `cell ${index}`, identity: '', overrides: [], runs: [] },
    finished: bySeed.map((rates, seed) => ({
      seed,
      run: runWith(rates),
      outcomes: {} as never,
    })),
    missing: [],
  }));
  return { folder: '', record: {} as never, cells: results };
}

function draw(cells: readonly (readonly (readonly number[])[])[]) {
  const chart = ASR && learningCurveChart(sweepOf(cells), ASR, STANDALONE_STYLE);
  if (!chart) throw new Error('the chart has no data');
  const colour = STANDALONE_STYLE.series[0];
  const bands = chart.svg
    .split('<g ')
    .filter((group) => group.includes('fill-opacity="0.16"') && group.includes(`"${colour}"`));
  return {
    key: chart.key.map(({ label }) => label),
    line: cornersOf(chart.svg, marks(chart.svg, 'series', colour)).flat(),
    band: cornersOf(chart.svg, bands).flat(),
  };
}

it('draws the mean over seeds, in a band from the lowest seed to the highest', () => {
  const { key, line, band } = draw([
    [
      [0.2, 0.4, 0.6],
      [0.4, 0.8, 0.6],
    ],
    [[1, 1, 1]],
  ]);
  expect(key).toEqual(['cell 0', 'cell 1']);
  expect(line).toEqual([
    [1, 30],
    [2, 60],
    [3, 60],
  ]);
  const within = (step: number) => {
    const rates = band.filter(([at]) => at === step).map(([, rate]) => rate);
    return [Math.min(...rates), Math.max(...rates)];
  };
  expect([1, 2, 3].map(within)).toEqual([
    [20, 40],
    [40, 80],
    [60, 60],
  ]);
});

it('smooths each seed, over the steps on either side, before seeds are put together', () => {
  const rates = Array.from({ length: 24 }, (_, index) => (index === 11 ? 0.5 : 0));
  const { line } = draw([[rates]]);
  // Two steps on either side: a fifth of the peak for five steps.
  expect(line.filter(([, rate]) => rate > 0)).toEqual(
    [10, 11, 12, 13, 14].map((step) => [step, 10]),
  );
});
