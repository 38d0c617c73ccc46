import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradientShards, inOrder, MOST_SHARDS, shardMembers } from './gradient-shards.ts';
import { readLength } from './micro-batches.ts';

const sequences = fc.array(fc.record({ context: tokens(1, 300), completion: tokens(0, 300) }), {
  maxLength: 60,
});

function tokens(minLength: number, maxLength: number) {
  return fc
    .integer({ min: minLength, max: maxLength })
    .map((length) => Array<number>(length).fill(1));
}

describe('gradientShards', () => {
  it('holds every sequence that has a completion in one shard of a power of two', () => {
    fc.assert(
      fc.property(sequences, (batch) => {
        const shards = gradientShards(batch);
        const held = shards.flat().sort((a, b) => a - b);
        const wanted = batch.flatMap(({ completion }, index) => (completion.length ? [index] : []));
        expect(held).toEqual(wanted);
        expect(Number.isInteger(Math.log2(shards.length))).toBe(true);
        expect(shards.length).toBeLessThanOrEqual(MOST_SHARDS);
      }),
    );
  });

  it('makes shards of equal work, to within one sequence', () => {
    fc.assert(
      fc.property(sequences, (batch) => {
        const shards = shardMembers(batch, gradientShards(batch));
        const work = shards.map((shard) => shard.reduce((sum, one) => sum + readLength(one), 0));
        const total = work.reduce((sum, tokens) => sum + tokens, 0);
        const longest = Math.max(0, ...shards.flat().map(readLength));
        for (const tokens of work) {
          expect(Math.abs(tokens - total / shards.length)).toBeLessThanOrEqual(longest);
        }
      }),
    );
  });

  it.each([
    [1, 1],
    [20, 1],
    [32, 2],
    [127, 4],
    [128, 8],
    [10_000, MOST_SHARDS],
  ])('cuts %i sequences of 64 tokens into %i shards', (count, shards) => {
    const sequence = { context: [1], completion: Array<number>(64).fill(1) };
    expect(gradientShards(Array(count).fill(sequence))).toHaveLength(shards);
  });

  it('is undone by putting values in order', () => {
    fc.assert(
      fc.property(sequences, (batch) => {
        const shards = gradientShards(batch);
        const values = shards.map((indices) => indices.map((index) => [index]));
        const expected = batch.map(({ completion }, index) => (completion.length ? [index] : []));
        expect(inOrder(batch.length, shards, values)).toEqual(expected);
      }),
    );
  });
});
