import type { TokenSequence } from '@waltz/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { valuesOf } from './parameters.ts';
import { layOut, readLength, type TokenBatch } from './token-batch.ts';

/**
 * Runs `compute`, which gives the `[token]` values of one batch, on micro-batches of at most `maxTokens` tokens.
 * Gives `[sequence][token]`, in the order of `sequences`.
 */
export async function inMicroBatches<Sequence extends TokenSequence>(
  sequences: readonly Sequence[],
  maxTokens: number,
  compute: (batch: TokenBatch, members: readonly Sequence[]) => Tensor1D,
): Promise<readonly (readonly number[])[]> {
  const results: number[][] = sequences.map(() => []);
  for (const indices of microBatches(sequences, maxTokens)) {
    const members = indices.flatMap((index) => sequences[index] ?? []);
    const tensor = compute(layOut(members), members);
    const values = await valuesOf(tensor);
    tensor.dispose();
    let start = 0;
    members.forEach(({ completion }, member) => {
      // To spread the view into a list would take five times as long.
      const own = results[indices[member] ?? 0];
      for (const value of values.subarray(start, start + completion.length)) own?.push(value);
      start += completion.length;
    });
  }
  return results;
}

/**
 * Indices of `sequences` in groups of similar length, each of at most `maxTokens` tokens with its padding, or of one
 * sequence. Sequences without a completion have nothing to compute and are left out.
 */
export function microBatches(
  sequences: readonly TokenSequence[],
  maxTokens: number,
): readonly (readonly number[])[] {
  const lengthOf = (index: number): number => readLength(sequences[index]);
  const groups: number[][] = [];
  for (const index of longestFirst(sequences)) {
    const group = groups.at(-1);
    // The first of a group is its longest.
    if (group && (group.length + 1) * lengthOf(group[0] ?? index) <= maxTokens) group.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** Indices of `sequences`, the longest first; without those that have no completion, as they have nothing to compute. */
export function longestFirst(sequences: readonly TokenSequence[]): readonly number[] {
  return sequences
    .flatMap(({ completion }, index) => (completion.length > 0 ? [index] : []))
    .sort((a, b) => readLength(sequences[b]) - readLength(sequences[a]) || a - b);
}
