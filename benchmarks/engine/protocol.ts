import type { ModelSize } from '@waltz/core';
import type { SamplingWork, TrainingWork } from './model-size.ts';

/** An operation at a shape; `peers/operations.py` and `operation-calls.ts` say what the axes are. */
export interface OperationCase {
  readonly operation: string;
  readonly shape: readonly number[];
  /** Of a matrix product: which of its two factors is transposed, `nn`, `nt` or `tn`. */
  readonly kind?: 'nn' | 'nt' | 'tn';
  /** Whether the gradient of all inputs is computed with it. */
  readonly gradient: boolean;
}

/** What a contender's process is asked to do once. It is one line of JSON. */
export type Request =
  | ({ readonly measure: 'train' } & TrainingWork)
  | ({ readonly measure: 'sample' | 'learn' } & SamplingWork)
  | { readonly measure: 'operation'; readonly case: OperationCase; readonly atLeast: number };

/** What it answers, as one line of JSON too. */
export interface Reply {
  /** Wall time of what was asked; of an operation, of one call. */
  readonly seconds: number;
  /** Mean loss in nats before an update. */
  readonly loss?: number;
  /** The most memory that the process has had resident, all its threads together. */
  readonly peakBytes: number;
}

/** How a process of ours is started: its only argument, as JSON. */
export interface WaltzSettings {
  readonly backend: string;
  /** Threads that share the work of a model. */
  readonly workers: number;
  /** Null measures operations alone. */
  readonly model: ModelSize | null;
  /** A safetensors file to start from; null starts from random weights. */
  readonly weights: string | null;
  /** Whether a card computes, which may still be at work when a call has returned: then its end is waited for. */
  readonly onCard: boolean;
}
