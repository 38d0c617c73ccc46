import type { Decoding, SampledTokens, SampleRequest } from '@waltz/core';
import { disposeDerived, tensorsOf, type MergedWeights } from '../model/weights.ts';
import { Continuation } from './continuation.ts';
import { DecodingBatch, type DecodingSettings } from './decoding-batch.ts';

/** Requests of one call, and whom to tell. */
interface Call {
  readonly continuations: readonly Continuation[];
  readonly resolve: (samples: readonly SampledTokens[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Samples from one model. Calls that overlap in time are served by one batch. */
export class Sampler {
  readonly #settings: DecodingSettings;
  readonly #resolveWeights: () => MergedWeights;
  #calls: readonly Call[] = [];
  #waiting: readonly Continuation[] = [];
  #running: Promise<void> | null = null;

  /** `resolveWeights` gives the weights of the model as it is now. */
  constructor(settings: DecodingSettings, resolveWeights: () => MergedWeights) {
    this.#settings = settings;
    this.#resolveWeights = resolveWeights;
  }

  /** Samples of `requests`, in their order. Throws when the model's logits are not finite. */
  sample(
    requests: readonly SampleRequest[],
    decoding: Decoding,
  ): Promise<readonly SampledTokens[]> {
    if (requests.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const continuations = requests.map((request) => new Continuation(request, decoding));
      this.#calls = [...this.#calls, { continuations, resolve, reject }];
      this.#waiting = [...this.#waiting, ...continuations];
      this.#running ??= this.#run();
    });
  }

  /** Settles once nothing is being sampled: only then may the weights change. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // Calls of the same moment are all there before the first pass.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0) await this.#continueAll();
      this.#running = null;
      this.#settle();
    } catch (error) {
      this.#running = null;
      const calls = this.#calls;
      [this.#calls, this.#waiting] = [[], []];
      for (const { reject } of calls) reject(error);
    }
  }

  /** With one set of weights. */
  async #continueAll(): Promise<void> {
    const weights = this.#resolveWeights();
    try {
      while (this.#waiting.length > 0) await this.#continueBatch(weights);
    } finally {
      disposeDerived(tensorsOf(weights));
    }
  }

  /** In one batch, until nothing waits that fits into it. */
  async #continueBatch(weights: MergedWeights): Promise<void> {
    const batch = new DecodingBatch(this.#settings, weights, this.#waiting);
    try {
      for (;;) {
        this.#waiting = batch.admit(this.#waiting);
        if (batch.empty) break;
        const goesOn = await batch.step();
        // Nobody hears of the last samples before everything is freed.
        if (goesOn) this.#settle();
      }
    } finally {
      batch.dispose();
    }
  }

  /** Answers the calls all of whose samples are finished. */
  #settle(): void {
    const done = this.#calls.filter(({ continuations }) =>
      continuations.every(({ finished }) => finished),
    );
    if (done.length === 0) return;
    this.#calls = this.#calls.filter((call) => !done.includes(call));
    for (const { continuations, resolve } of done) {
      resolve(continuations.map((continuation) => continuation.sampled()));
    }
  }
}
