import type {
  Decoding,
  DifferentiatedSequence,
  SampledTokens,
  SampleRequest,
  TokenSequence,
} from '@waltz/core';
import type { ShardGradient } from '../engine/transformer-engine.ts';

/** A copy of the weights that computes: in this thread, or in a worker's. */
export interface Replica {
  sample(requests: readonly SampleRequest[], decoding: Decoding): Promise<readonly SampledTokens[]>;
  /** `[sequence][token]` log-probabilities, in nats. */
  logprobs(sequences: readonly TokenSequence[]): Promise<readonly (readonly number[])[]>;
  /** The sum of the gradients of `shards`, a power of two of them, as a tree. Whoever asks disposes of it. */
  gradientOf(shards: readonly (readonly DifferentiatedSequence[])[]): Promise<ShardGradient>;
}
