import { dot, ruleX, type Markish } from '@observablehq/plot';
import type { Estimate } from '../run/run-record.ts';

/** An estimate placed on the x axis. */
export interface PlacedEstimate {
  readonly x: number;
  readonly estimate: Estimate;
}

/**
 * Vertical intervals with a point each, in percent.
 * Hollow points are filled with `hollow`, the background, so that lines do not show through.
 */
export function intervalPoints(
  points: readonly PlacedEstimate[],
  appearance: {
    readonly colour: string;
    readonly hollow?: string;
    /** Pixels to the right, so that points of one step stand side by side. */
    readonly dx?: number;
  },
): readonly Markish[] {
  const { colour, hollow, dx = 0 } = appearance;
  const rows = points.map(({ x, estimate }) => ({
    x,
    value: 100 * estimate.value,
    low: 100 * estimate.low,
    high: 100 * estimate.high,
  }));
  return [
    ruleX(rows, { x: 'x', y1: 'low', y2: 'high', stroke: colour, strokeWidth: 1.4, dx }),
    dot(rows, {
      x: 'x',
      y: 'value',
      r: 4.2,
      stroke: colour,
      strokeWidth: 1.8,
      fill: hollow ?? colour,
      dx,
      className: hollow === undefined ? 'final-answer' : 'first-answer',
    }),
  ];
}
