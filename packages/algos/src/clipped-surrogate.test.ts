import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clippedSurrogate } from './clipped-surrogate.ts';

describe('the clipped surrogate at ε = .2', () => {
  it.each([
    { ratio: 1.3, advantage: 1, value: -1.2, clipped: true },
    { ratio: 0.7, advantage: 1, value: -0.7, clipped: false },
    { ratio: 0.7, advantage: -1, value: 0.8, clipped: true },
    { ratio: 1.3, advantage: -1, value: 1.3, clipped: false },
    { ratio: 1, advantage: 2, value: -2, clipped: false },
    { ratio: 1.3, advantage: 0, value: 0, clipped: false },
  ])('is $value at ratio $ratio and advantage $advantage', (row) => {
    const token = clippedSurrogate(Math.log(row.ratio) - 1, -1, row.advantage, 0.2);
    expect(token.value).toBeCloseTo(row.value, 12);
    expect(token.ratio).toBeCloseTo(row.ratio, 12);
    expect(token.clipped).toBe(row.clipped);
    expect(token.derivative).toBeCloseTo(row.clipped ? 0 : -row.ratio * row.advantage, 12);
  });
});

describe('its derivative', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  it('is the slope of its value, away from the two corners', () => {
    fc.assert(
      fc.property(number(-5, 0), number(-1, 1), number(-3, 3), (old, shift, advantage) => {
        const step = 1e-6;
        const corners = [Math.log(0.8), Math.log(1.2)];
        fc.pre(corners.every((corner) => Math.abs(shift - corner) > 2 * step));
        const at = (logprob: number) => clippedSurrogate(logprob, old, advantage, 0.2);
        const slope = (at(old + shift + step).value - at(old + shift - step).value) / (2 * step);
        expect(at(old + shift).derivative).toBeCloseTo(slope, 6);
      }),
    );
  });

  it('is 0 for a policy that has gone further than the clip the way the advantage points', () => {
    fc.assert(
      fc.property(number(0.23, 3), number(1e-3, 3), fc.constantFrom(1, -1), (shift, size, sign) => {
        expect(clippedSurrogate(sign * shift, 0, sign * size, 0.2).derivative).toBe(0);
      }),
    );
  });
});
