import type {
  Decoding,
  DifferentiatedSequence,
  SampledTokens,
  SampleRequest,
  TokenSequence,
} from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ShardGradient, TransformerSettings } from '../engine/transformer-engine.ts';
import type { Calls, Verb } from './calls.ts';
import type { Replica } from './replica.ts';
import { bytesOf, viewsInto, type SharedWeights } from './shared-weights.ts';
import type { WorkerThread } from './worker-thread.ts';

/** A replica of one engine in a worker. It is opened, and its weights are read again, when it is asked for something. */
export class RemoteReplica implements Replica {
  readonly #worker: WorkerThread;
  readonly #number: number;
  readonly #settings: TransformerSettings;
  readonly #weights: SharedWeights;
  /** What of `SharedWeights.published` it has read; null before it is opened. */
  #read: SharedWeights['published'] | null = null;
  /** Where the worker writes gradients. */
  #gradient: SharedArrayBuffer | null = null;

  /** `number` is that of the engine in its workers. */
  constructor(
    worker: WorkerThread,
    number: number,
    settings: TransformerSettings,
    weights: SharedWeights,
  ) {
    this.#worker = worker;
    this.#number = number;
    this.#settings = settings;
    this.#weights = weights;
  }

  async sample(
    requests: readonly SampleRequest[],
    decoding: Decoding,
  ): Promise<readonly SampledTokens[]> {
    return this.#ask('sample', { requests, decoding });
  }

  async logprobs(sequences: readonly TokenSequence[]): Promise<readonly (readonly number[])[]> {
    return this.#ask('logprobs', { sequences });
  }

  async gradientOf(shards: readonly (readonly DifferentiatedSequence[])[]): Promise<ShardGradient> {
    const { trainableLayouts } = this.#weights.parameters;
    const into = (this.#gradient ??= new SharedArrayBuffer(bytesOf(trainableLayouts)));
    const { logprobs, isNothing } = await this.#ask('gradient', { shards, into });
    if (isNothing) return { logprobs, gradient: null };
    const views = viewsInto(into, trainableLayouts);
    const gradient = trainableLayouts.map(({ name, shape }) =>
      // A copy: the next gradient is written to the same place.
      tf.tensor(views.get(name)?.slice() ?? [], [...shape], 'float32'),
    );
    return { logprobs, gradient };
  }

  dispose(): void {
    if (this.#read === null) return;
    // A worker that has ended has nothing left to free.
    this.#worker.ask(this.#number, 'dispose', null).catch(() => undefined);
  }

  async #ask<V extends Verb>(verb: V, takes: Calls[V]['takes']): Promise<Calls[V]['gives']> {
    // Both are on their way at once; the worker takes them in this order.
    const [, gives] = await Promise.all([
      this.#bringUpToDate(),
      this.#worker.ask(this.#number, verb, takes),
    ]);
    return gives;
  }

  async #bringUpToDate(): Promise<void> {
    const { published, trainable } = this.#weights;
    const read = this.#read;
    this.#read = { ...published };
    if (read === null) {
      const takes = { settings: this.#settings, trainable, frozen: this.#weights.frozen() };
      await this.#worker.ask(this.#number, 'open', takes);
    } else if (read.all !== published.all) {
      await this.#worker.ask(this.#number, 'refresh', { frozen: this.#weights.frozen() });
    } else if (read.trainable !== published.trainable) {
      await this.#worker.ask(this.#number, 'refresh', { frozen: null });
    }
  }
}
