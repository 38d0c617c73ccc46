import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microBatches } from './micro-batches.ts';
import { layOut } from './token-batch.ts';

const tokens = (minLength: number) =>
  fc.array(fc.integer({ min: 1, max: 99 }), { minLength, maxLength: 20 });
const sequencesOf = fc.array(fc.record({ context: tokens(1), completion: tokens(0) }), {
  maxLength: 12,
});

describe('token batches', () => {
  it('predict each completion token from the token before it', () => {
    const { batch, ids, predictors, targets } = layOut([
      { context: [1, 2], completion: [3, 4] },
      { context: [5], completion: [6] },
    ]);
    expect(batch).toBe(2);
    expect([...ids]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
    expect([...predictors]).toEqual([1, 2, 8]);
    expect([...targets]).toEqual([3, 4, 6]);
  });

  it('hold every sequence with a completion once, and no more than they may', () => {
    fc.assert(
      fc.property(sequencesOf, fc.integer({ min: 1, max: 200 }), (sequences, maxTokens) => {
        const groups = microBatches(sequences, maxTokens);
        const withCompletion = sequences.flatMap(({ completion }, index) =>
          completion.length > 0 ? [index] : [],
        );
        expect(groups.flat().sort((a, b) => a - b)).toEqual(withCompletion);
        for (const group of groups) {
          const members = group.flatMap((index) => sequences[index] ?? []);
          if (group.length > 1) expect(layOut(members).ids.length).toBeLessThanOrEqual(maxTokens);
        }
      }),
    );
  });
});
