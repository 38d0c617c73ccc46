import type {
  Decoding,
  DifferentiatedSequence,
  SampledTokens,
  SampleRequest,
  TokenSequence,
} from '@waltz/core';
import type { TransformerSettings } from '../engine/transformer-engine.ts';
import type { FrozenMemory } from './shared-weights.ts';

/** What a worker is asked about one engine, and what it answers. Weights and gradients go through shared memory. */
export interface Calls {
  /** Makes a replica with the weights that lie in shared memory, as `SharedWeights` lays them out. */
  open: {
    readonly takes: {
      readonly settings: TransformerSettings;
      readonly trainable: SharedArrayBuffer;
      readonly frozen: readonly FrozenMemory[];
    };
    readonly gives: null;
  };
  /** Reads the trainable weights again, and `frozen` where it is not null. */
  refresh: {
    readonly takes: { readonly frozen: readonly FrozenMemory[] | null };
    readonly gives: null;
  };
  sample: {
    readonly takes: { readonly requests: readonly SampleRequest[]; readonly decoding: Decoding };
    readonly gives: readonly SampledTokens[];
  };
  logprobs: {
    readonly takes: { readonly sequences: readonly TokenSequence[] };
    readonly gives: readonly (readonly number[])[];
  };
  gradient: {
    readonly takes: {
      readonly shards: readonly (readonly DifferentiatedSequence[])[];
      /** Where the gradient is written, parameter after parameter. */
      readonly into: SharedArrayBuffer;
    };
    readonly gives: {
      /** `[shard][sequence][token]` */
      readonly logprobs: readonly (readonly (readonly number[])[])[];
      /** Whether no sequence had a completion, so that nothing was written. */
      readonly isNothing: boolean;
    };
  };
  dispose: { readonly takes: null; readonly gives: null };
}

export type Verb = keyof Calls;

/** A call on its way to a worker. */
export type CallMessage = {
  readonly [V in Verb]: {
    readonly id: number;
    readonly engine: number;
    readonly verb: V;
    readonly takes: Calls[V]['takes'];
  };
}[Verb];

/** What a worker sends: that it has started, or an answer to the call of that id. */
export type WorkerMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'answer'; readonly id: number; readonly gives: Calls[Verb]['gives'] }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };
