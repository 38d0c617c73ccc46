import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from './testing/expect-close.ts';
import { slopesOf } from './testing/loss-slopes.ts';
import { valueLoss } from './value-loss.ts';

describe('the loss of a critic', () => {
  // V_old = 0 and R = 1 throughout; the clip is 0.2.
  it.each([
    { name: 'half the squared error', value: 0.1, loss: 0.405, derivative: -0.9, clipped: 0 },
    {
      name: 'held where a value moved too far ahead',
      value: 0.5,
      loss: 0.32,
      derivative: 0,
      clipped: 1,
    },
    { name: 'open where it moved away', value: -0.5, loss: 1.125, derivative: -1.5, clipped: 0 },
  ])('is $name', ({ value, loss, derivative, clipped }) => {
    const taken = valueLoss({ values: [[value]], oldValues: [[0]], returns: [[1]] }, 0.2);
    expect(taken.value).toBeCloseTo(loss, 12);
    expectClose(taken.derivatives, [[derivative]], 12);
    expect(taken.metrics).toEqual({ 'value-clip-fraction': clipped });
  });

  it('is a mean over tokens, of a sample with many as of one with few', () => {
    const values = [[0, 0, 0], [1]];
    const returns = [[1, 1, 1], [3]];
    const { value, derivatives, metrics } = valueLoss({ values, oldValues: values, returns }, null);
    expect(value).toBeCloseTo((3 * 1 + 4) / 2 / 4, 12);
    expectClose(derivatives, [[-0.25, -0.25, -0.25], [-0.5]], 12);
    expect(metrics).toEqual({});
  });

  it('has its own slopes, clipped or not', () => {
    const number = fc.double({ min: -2, max: 2, noNaN: true });
    const token = fc.record({ value: number, old: number, wanted: number });
    const batch = fc.array(fc.array(token, { maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(batch, fc.constantFrom(null, 0.2), (samples, clip) => {
        const isSmooth = samples.flat().every(({ value, old, wanted }) => {
          const away = Math.min(Math.max(value, old - 0.2), old + 0.2);
          const corner = Math.abs(away - wanted) - Math.abs(value - wanted);
          return Math.abs(corner) > 1e-5 || Math.abs(value - old) < 0.2 - 1e-5;
        });
        fc.pre(isSmooth);
        const all = (key: 'value' | 'old' | 'wanted') =>
          samples.map((tokens) => tokens.map((of) => of[key]));
        const [values, oldValues, returns] = [all('value'), all('old'), all('wanted')];
        const lossAt = (point: readonly (readonly number[])[]) =>
          valueLoss({ values: point, oldValues, returns }, clip).value;
        const { derivatives } = valueLoss({ values, oldValues, returns }, clip);
        expectClose(derivatives, slopesOf(lossAt, values), 6);
      }),
    );
  });

  it('refuses a token without a return', () => {
    const inputs = { values: [[0, 0]], oldValues: [[0, 0]], returns: [[1]] };
    expect(() => valueLoss(inputs, null)).toThrow('returns has no entry for token 1 of sample 0');
  });
});
