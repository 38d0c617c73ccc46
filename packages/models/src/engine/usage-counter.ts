import type { EngineUsage, SampledTokens, TokenSequence } from '@waltz/core';

/** Counts what an engine does. */
export class UsageCounter {
  #usage: EngineUsage = { sampledTokens: 0, trainedTokens: 0, scoredTokens: 0 };

  get value(): EngineUsage {
    return this.#usage;
  }

  sampled(samples: readonly SampledTokens[]): void {
    const tokens = samples.reduce((sum, sample) => sum + sample.tokens.length, 0);
    this.#usage = { ...this.#usage, sampledTokens: this.#usage.sampledTokens + tokens };
  }

  scored(sequences: readonly TokenSequence[]): void {
    const scoredTokens = this.#usage.scoredTokens + tokenCount(sequences);
    this.#usage = { ...this.#usage, scoredTokens };
  }

  trained(sequences: readonly TokenSequence[]): void {
    const trainedTokens = this.#usage.trainedTokens + tokenCount(sequences);
    this.#usage = { ...this.#usage, trainedTokens };
  }
}

/** Tokens of contexts and completions. */
export function tokenCount(sequences: readonly TokenSequence[]): number {
  return sequences.reduce(
    (sum, { context, completion }) => sum + context.length + completion.length,
    0,
  );
}
