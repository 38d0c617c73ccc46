import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradientShards, inOrder, MOST_SHARDS, shardMembers } from './gradient-shards.ts';
import { readLength } from './token-batch.ts';

const sequences = fc.array(fc.record({ context: tokens(1, 300), completion: tokens(0, 300) }), {
  maxLength: 60,
});

const parameterCounts = fc.constantFrom(1e5, 1e7, 1e8, 1e10);

function tokens(minLength: number, maxLength: number) {
  return fc
    .integer({ min: minLength, max: maxLength })
    .map((length) => Array<number>(length).fill(1));
}

describe('gradientShards', () => {
  it('holds every sequence that has a completion in one shard of a power of two', () => {
    fc.assert(
      fc.property(sequences, parameterCounts, (batch, parameterCount) => {
        const shards = gradientShards(batch, parameterCount);
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
      fc.property(sequences, parameterCounts, (batch, parameterCount) => {
        const shards = shardMembers(batch, gradientShards(batch, parameterCount));
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
    { model: 'the toy', parameterCount: 111e3, count: 1, shards: 1 },
    { model: 'the toy', parameterCount: 111e3, count: 20, shards: 1 },
    { model: 'the toy', parameterCount: 111e3, count: 32, shards: 2 },
    { model: 'the toy', parameterCount: 111e3, count: 127, shards: 4 },
    { model: 'the toy', parameterCount: 111e3, count: 128, shards: 8 },
    { model: 'the toy', parameterCount: 111e3, count: 10_000, shards: MOST_SHARDS },
    { model: 'd384·L6', parameterCount: 10.6e6, count: 48, shards: 2 },
    { model: '135M', parameterCount: 134.5e6, count: 1, shards: 1 },
    { model: '135M', parameterCount: 134.5e6, count: 2, shards: 2 },
    { model: '8B', parameterCount: 8e9, count: 32, shards: MOST_SHARDS },
  ])(
    'cuts $count sequences of 64 tokens for $model into $shards shards',
    ({ parameterCount, count, shards }) => {
      const sequence = { context: [1], completion: Array<number>(64).fill(1) };
      expect(gradientShards(Array(count).fill(sequence), parameterCount)).toHaveLength(shards);
    },
  );

  it('is undone by putting values in order', () => {
    fc.assert(
      fc.property(sequences, parameterCounts, (batch, parameterCount) => {
        const shards = gradientShards(batch, parameterCount);
        const values = shards.map((indices) => indices.map((index) => [index]));
        const expected = batch.map(({ completion }, index) => (completion.length ? [index] : []));
        expect(inOrder(batch.length, shards, values)).toEqual(expected);
      }),
    );
  });
});
