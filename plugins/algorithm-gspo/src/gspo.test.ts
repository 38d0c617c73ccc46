import type { LossInputs, PolicySample } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { gspo } from './gspo.ts';

const algorithm = gspo({ below: 0.1, above: 0.2 });

const sample = (reward: number, group: number, tokens = 2): PolicySample => ({
  episode: 0,
  group,
  agent: 'conversation',
  round: 0,
  context: [1],
  completion: Array.from({ length: tokens }, () => 2),
  oldLogprobs: Array.from({ length: tokens }, () => -1),
  referenceLogprobs: Array.from({ length: tokens }, () => -1.5),
  reward,
});

describe('the advantages of GSPO', () => {
  it('are standard scores among the answers to one prompt', () => {
    const { values } = algorithm.advantages(
      [sample(1, 0, 3), sample(7, 1), sample(0, 0), sample(7, 1)],
      0,
    );
    const score = 0.5 / (0.5 + 1e-4);
    expect(values).toEqual([
      [score, score, score],
      [0, 0],
      [-score, -score],
      [0, 0],
    ]);
  });

  it('have the penalty for leaving the reference in the reward', () => {
    // 1 − 0.1 · 4 · 0.5 = 0.8 against 0 − 0.1 · 2 · 0.5 = −0.1, 0.45 on either side of their mean.
    const { values } = algorithm.advantages([sample(1, 0, 4), sample(0, 0)], 0.1);
    expect(values[0]?.[0]).toBeCloseTo(0.45 / (0.45 + 1e-4), 12);
    expect(values[1]?.[0]).toBeCloseTo(-0.45 / (0.45 + 1e-4), 12);
  });
});

/** Two answers, of two tokens and of one; `shifts` are log π − log π_old. */
const inputs = (shifts: readonly (readonly number[])[], advantage: number): LossInputs => ({
  klCoefficient: 0,
  logprobs: shifts.map((tokens) => tokens.map((shift) => shift - 1)),
  oldLogprobs: shifts.map((tokens) => tokens.map(() => -1)),
  referenceLogprobs: shifts.map((tokens) => tokens.map(() => -1)),
  advantages: shifts.map((tokens) => tokens.map(() => advantage)),
});

describe('the loss of GSPO', () => {
  it.each([
    { what: 'far ratios of tokens whose geometric mean is 1', shifts: [[1, -1], [0]], mean: 1 },
    {
      what: 'the geometric mean of an answer',
      shifts: [[0.3, -0.1], [0]],
      mean: (Math.exp(0.1) + 1) / 2,
    },
  ])('takes $what', ({ shifts, mean }) => {
    const { value, metrics } = algorithm.loss(inputs(shifts, 2));
    expect(value).toBeCloseTo(-2 * mean, 12);
    expect(metrics['ratio-mean']).toBeCloseTo(mean, 12);
    expect(metrics['clip-fraction']).toBe(0);
  });

  it.each([
    { shift: 0.3, advantage: 1, value: -1.2, clipped: 1 },
    { shift: 0.3, advantage: -1, value: Math.exp(0.3), clipped: 0 },
    { shift: -0.3, advantage: -1, value: 0.9, clipped: 1 },
    { shift: -0.3, advantage: 1, value: -Math.exp(-0.3), clipped: 0 },
  ])('clips an answer as a whole: $shift, $advantage', ({ shift, advantage, value, clipped }) => {
    const loss = algorithm.loss(inputs([[2 * shift, 0]], advantage));
    expect(loss.value).toBeCloseTo(value, 12);
    expect(loss.metrics['clip-fraction']).toBe(clipped);
    expect(loss.derivatives[0]?.every((slope) => (slope === 0) === (clipped === 1))).toBe(true);
  });

  it('has the slope that differences show, at every token', () => {
    const shifts = [[0.2, -0.1], [0.05]];
    const at = (answer: number, token: number, by: number) =>
      algorithm.loss(
        inputs(
          shifts.map((tokens, a) =>
            tokens.map((x, t) => (a === answer && t === token ? x + by : x)),
          ),
          3,
        ),
      ).value;
    const { derivatives } = algorithm.loss(inputs(shifts, 3));
    derivatives.forEach((tokens, answer) => {
      tokens.forEach((derivative, token) => {
        const slope = (at(answer, token, 1e-5) - at(answer, token, -1e-5)) / 2e-5;
        expect(derivative).toBeCloseTo(slope, 8);
      });
    });
    expect(derivatives.flat()).toHaveLength(3);
  });
});
