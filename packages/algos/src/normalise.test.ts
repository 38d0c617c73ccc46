import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanOf } from './moments.ts';
import { normalise } from './normalise.ts';
import { expectClose } from './testing/expect-close.ts';

const FLOOR = 1e-8;
const batch = fc
  .array(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { maxLength: 12 }), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((samples) => samples.some(({ length }) => length > 0));

const spreadOf = (values: readonly number[]) => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};

describe('normalisation over all tokens of a batch', () => {
  it('leaves mean 0 and population spread 1', () => {
    fc.assert(
      fc.property(batch, (samples) => {
        fc.pre(spreadOf(samples.flat()) > 1e-3);
        const { values } = normalise(samples, FLOOR);
        expect(meanOf(values.flat())).toBeCloseTo(0, 9);
        expect(spreadOf(values.flat())).toBeCloseTo(1, 9);
      }),
    );
  });

  it('does not see a shift or a scale of the rewards', () => {
    const [shift, scale] = [
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: 0.1, max: 9, noNaN: true }),
    ];
    fc.assert(
      fc.property(batch, shift, scale, (samples, by, times) => {
        fc.pre(spreadOf(samples.flat()) > 1e-2);
        const moved = samples.map((sample) => sample.map((value) => value * times + by));
        const expected = normalise(samples, FLOOR).values.flat();
        normalise(moved, FLOOR)
          .values.flat()
          .forEach((value, index) => {
            expect(value).toBeCloseTo(expected[index] ?? NaN, 6);
          });
      }),
    );
  });

  it('divides by the std with n, as known-values.py has it, and not with n − 1, of which it is a multiple', () => {
    const advantages = [
      [1.003, 1.005, 1],
      [0.096, 0.097],
    ];
    const withN = [
      [0.8172419913639806, 0.8217471842601437, 0.8104842020197363],
      [-1.2258629870459712, -1.2236103905978897],
    ];
    const withNLess1 = [
      [0.7309634587028627, 0.7349930257298907, 0.7249191081623211],
      [-1.0964451880542945, -1.0944304045407804],
    ];
    const { values } = normalise(advantages, FLOOR);
    expectClose(values, withN, 9);
    const factor = Math.sqrt(4 / 5);
    expectClose(
      values.map((sample) => sample.map((value) => factor * value)),
      withNLess1,
      9,
    );
  });

  it('keeps the shape of the batch', () => {
    expect(normalise([[], [1, 2], [3]], FLOOR).values.map(({ length }) => length)).toEqual([
      0, 2, 1,
    ]);
  });

  it.each([
    { name: 'all alike', samples: [[0.1, 0.1], [0.1]], expected: [0, 0, 0] },
    { name: 'a single token', samples: [[5]], expected: [0] },
    { name: 'none', samples: [[]], expected: [] },
  ])('gives zeros and no NaN for values that are $name', ({ samples, expected }) => {
    normalise(samples, FLOOR)
      .values.flat()
      .forEach((value, index) => {
        expect(value).toBeCloseTo(expected[index] ?? NaN, 9);
      });
  });

  it('stops scaling up below the floor', () => {
    const { values, spread } = normalise([[1e-3, -1e-3]], 1e-4);
    expect(spread).toBeCloseTo(1e-3, 12);
    expect(values[0]?.[0]).toBeCloseTo(0.1, 12);
  });
});
