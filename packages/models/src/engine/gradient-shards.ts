import type { TokenSequence } from '@waltz/core';
import { longestFirst } from './micro-batches.ts';
import { readLength } from './token-batch.ts';

/** Tokens of a shard of a small model, at least: fewer would cost more in calls than other cores can save. */
const SHARD_TOKENS = 1024;

/** Operations of a shard of a large model, at least: half a second of a core, beside which summing gradients is little. */
const SHARD_OPERATIONS = 50e9;

/** Operations of a forward and a backward pass for each parameter and token (Kaplan et al., 2020, section 2.1). */
export const TRAINING_OPERATIONS = 6;

/** More workers than this cannot share a gradient. */
export const MOST_SHARDS = 16;

/**
 * Cuts a batch into shards whose gradients are made apart and added up as a tree: indices of `sequences`, in as many
 * shards as the batch is long and the model large, a power of two. That depends on data and sizes alone, so that the sum
 * rounds in the same way however many workers there are. A shard holds sequences of similar length; shards are of about
 * as many tokens, and one may be empty where others hold a very long sequence. `most` is a power of two.
 */
export function gradientShards(
  sequences: readonly TokenSequence[],
  parameterCount: number,
  most = MOST_SHARDS,
): readonly (readonly number[])[] {
  const order = longestFirst(sequences);
  const lengths = order.map((index) => readLength(sequences[index]));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const shards = Array.from(
    { length: Math.min(most, shardCount(total, parameterCount)) },
    (): number[] => [],
  );
  let before = 0;
  order.forEach((index, place) => {
    const length = lengths[place] ?? 0;
    const middle = (before + length / 2) / total;
    shards[Math.floor(middle * shards.length)]?.push(index);
    before += length;
  });
  return shards;
}

function shardCount(tokens: number, parameterCount: number): number {
  const worthwhile = SHARD_OPERATIONS / (TRAINING_OPERATIONS * parameterCount);
  const wanted = Math.floor(Math.log2(tokens / Math.min(SHARD_TOKENS, worthwhile)));
  return Math.min(MOST_SHARDS, 2 ** Math.max(0, wanted));
}

/** Members of each shard. */
export function shardMembers<Sequence>(
  sequences: readonly Sequence[],
  shards: readonly (readonly number[])[],
): readonly (readonly Sequence[])[] {
  return shards.map((indices) => indices.flatMap((index) => sequences[index] ?? []));
}

/** Puts what was computed `[shard][member]` back in the order of the batch; sequences in no shard have nothing. */
export function inOrder(
  batch: number,
  shards: readonly (readonly number[])[],
  values: readonly (readonly (readonly number[])[])[],
): readonly (readonly number[])[] {
  const results: (readonly number[])[] = Array.from({ length: batch }, () => []);
  shards.forEach((indices, shard) => {
    indices.forEach((index, member) => {
      results[index] = values[shard]?.[member] ?? [];
    });
  });
  return results;
}
