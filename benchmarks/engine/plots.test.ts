import { expect, it } from 'vitest';
import type { Curve } from './growth.ts';
import { curveFigures } from './plots.ts';

const CURVE: Curve = {
  work: 'training step',
  axis: 'batch',
  contender: 'native',
  points: [4, 8, 16].map((at) => ({
    at,
    seconds: at / 80,
    lowest: at / 90,
    highest: at / 70,
    flops: 1e9 * at,
  })),
};

it('draws a figure for each work and axis, with a point for each size and a dashed prediction', () => {
  const figures = curveFigures([
    CURVE,
    { ...CURVE, contender: 'wasm' },
    { ...CURVE, axis: 'length' },
  ]);
  expect(figures.map(({ file }) => file)).toEqual([
    'training-step-over-batch.svg',
    'training-step-over-length.svg',
  ]);
  const [batch, length] = figures.map(({ svg }) => svg);
  expect(batch?.match(/<circle/gu)).toHaveLength(6);
  expect(batch?.match(/stroke-dasharray/gu)).toHaveLength(2);
  expect(batch).toMatch(/^<svg xmlns=/u);
  expect(batch).toContain('wasm');
  expect(length?.match(/<circle/gu)).toHaveLength(3);
});
