import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/random-stream.ts';
import { onParetoFront, paretoShares } from './pareto-front.ts';

describe('the Pareto front', () => {
  it.each([
    ['one point', [[0.5, 0.5]], [true]],
    [
      'a trade',
      [
        [0.1, 0.9],
        [0.9, 0.1],
      ],
      [true, true],
    ],
    [
      'a point that is worse in both',
      [
        [0.1, 0.1],
        [0.2, 0.2],
      ],
      [true, false],
    ],
    [
      'a point that is worse in one',
      [
        [0.1, 0.1],
        [0.1, 0.2],
      ],
      [true, false],
    ],
    [
      'equals',
      [
        [0.1, 0.1],
        [0.1, 0.1],
      ],
      [true, true],
    ],
  ])('of %s', (_, points, expected) => {
    expect(onParetoFront(points.map(([asr = 0, orr = 0]) => ({ asr, orr })))).toEqual(expected);
  });
});

describe('the share of resamples on the front', () => {
  const stream = () => RandomStream.of('front');
  const outcomes = (rate: number) =>
    Array.from({ length: 100 }, (_, prompt) => Number(prompt < 100 * rate));
  const system = (asr: readonly number[], orr: readonly number[]) => ({
    asr: asr.map(outcomes),
    orr: orr.map(outcomes),
  });

  it('is certain where a system is better by far', () => {
    const shares = paretoShares(
      [system([0.1, 0.12], [0.1, 0.12]), system([0.8, 0.82], [0.8, 0.82])],
      stream(),
      200,
    );
    expect(shares).toEqual([1, 0]);
  });

  it('is undecided where seeds say one thing and the other', () => {
    const one = system([0.1, 0.5], [0.1, 0.5]);
    const other = system([0.5, 0.1], [0.5, 0.1]);
    const [first = 0, second = 0] = paretoShares([one, other], stream(), 1000) ?? [];
    // Both seeds are drawn half of the time: then they are equal, or a trade, and both on the front.
    expect(first).toBeGreaterThan(0.65);
    expect(first).toBeLessThan(0.85);
    expect(first + second).toBeGreaterThan(1.4);
  });

  it.each([
    ['one seed', [system([0.1], [0.1])]],
    ['no systems', []],
    ['no outcomes', [{ asr: [[null], [null]], orr: [[1], [1]] }]],
  ])('is not known of %s', (_, systems) => {
    expect(paretoShares(systems, stream(), 10)).toBeNull();
  });
});
