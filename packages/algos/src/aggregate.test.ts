import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenWeights } from './aggregate.ts';

describe('the weight of a token', () => {
  it.each([
    { aggregation: 'sequence-mean', lengths: [3, 2], expected: [1 / 6, 1 / 4] },
    { aggregation: 'token-mean', lengths: [3, 2], expected: [1 / 5, 1 / 5] },
    { aggregation: { constantLength: 4 }, lengths: [3, 2], expected: [1 / 8, 1 / 8] },
    { aggregation: 'sequence-mean', lengths: [0, 2], expected: [0, 1 / 2] },
    { aggregation: 'token-mean', lengths: [0, 2], expected: [0, 1 / 2] },
    { aggregation: { constantLength: 4 }, lengths: [0, 2], expected: [0, 1 / 4] },
    { aggregation: 'sequence-mean', lengths: [], expected: [] },
  ] as const)('$aggregation of $lengths', ({ aggregation, lengths, expected }) => {
    expect(tokenWeights(lengths, aggregation)).toEqual(expected);
  });

  it('sums to 1 over all tokens, for means', () => {
    const lengths = fc.array(fc.nat(600), { minLength: 1 }).filter((all) => all.some(Boolean));
    fc.assert(
      fc.property(lengths, fc.constantFrom('sequence-mean', 'token-mean'), (all, aggregation) => {
        const weights = tokenWeights(all, aggregation);
        const sum = all.reduce(
          (total, length, sample) => total + length * (weights[sample] ?? NaN),
          0,
        );
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is the same for every aggregation when all samples are as long as the constant', () => {
    const weights = tokenWeights([4, 4, 4], 'sequence-mean');
    expect(tokenWeights([4, 4, 4], 'token-mean')).toEqual(weights);
    expect(tokenWeights([4, 4, 4], { constantLength: 4 })).toEqual(weights);
  });
});
