import { meanAndSpread } from '@waltz/core';
import { expect, it } from 'vitest';
import { STANDALONE_STYLE } from '../charts/style.ts';
import { cornersOf, marks, pointsOf } from '../testing/drawn-points.ts';
import type { CellSummary, SweepAnalysis } from './analyse-sweep.ts';
import { cellPlaneChart } from './cell-plane-chart.ts';

/** A cell with the rates of its seeds; the chart reads no more of it. */
function cellWith(
  name: string,
  rates: { readonly asr: readonly number[]; readonly orr: readonly number[] },
  onFront: boolean,
  frontShare: number | null = null,
): CellSummary {
  const metrics = { asr: meanAndSpread(rates.asr), orr: meanAndSpread(rates.orr) };
  return { name, finished: 3, planned: 3, metrics, onFront, frontShare } as CellSummary;
}

const cells = [
  cellWith('safe', { asr: [0.1, 0.1], orr: [0.3, 0.3] }, true, 0.875),
  cellWith('helpful', { asr: [0.4, 0.4], orr: [0.05, 0.05] }, true, 1),
  cellWith('neither', { asr: [0.39, 0.4, 0.41], orr: [0.4, 0.4, 0.4] }, false, 0),
  cellWith('one seed', { asr: [0.2], orr: [0.2] }, false),
];

it('puts cells at their means with their intervals, and joins those on the front', () => {
  const chart = cellPlaneChart({ cells } as unknown as SweepAnalysis, STANDALONE_STYLE);
  const svg = chart?.svg ?? '';
  const placed = cells.map((_, index) => {
    const colour = STANDALONE_STYLE.series[index] ?? '';
    const groups = marks(svg, 'cell', colour);
    return [pointsOf(svg, groups), groups.some((group) => group.includes(`fill="${colour}"`))];
  });
  expect(placed).toEqual([
    [[[10, 30]], true],
    [[[40, 5]], true],
    [[[40, 40]], false],
    [[[20, 20]], false],
  ]);
  const dashed = svg.split('<g ').filter((group) => group.includes('stroke-dasharray="4,4"'));
  expect(cornersOf(svg, dashed)).toEqual([
    [
      [10, 30],
      [40, 5],
    ],
  ]);
  // 4.303 · 1 / √3 points on either side.
  const bars = svg
    .split('<g ')
    .filter((group) => group.includes('aria-label="link"'))
    .filter((group) => group.includes(`"${STANDALONE_STYLE.series[2]}"`));
  expect(cornersOf(svg, bars)[0]).toEqual([
    [37.5, 40],
    [42.5, 40],
  ]);
  for (const label of ['safe (87.5%)', 'helpful (100%)', 'neither (0%)', 'one seed<']) {
    expect(svg).toContain(`>${label}`);
  }
});
