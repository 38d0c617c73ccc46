import { RandomStream, type Decoding, type SampledTokens, type SampleRequest } from '@waltz/core';
import type { ReservedPages } from './page-pool.ts';

/** One sequence as it grows, from a request to its sample. */
export class Continuation {
  readonly context: readonly number[];
  /** Its part of the key-value cache, once it has been admitted. */
  reserved: ReservedPages | null = null;
  readonly #decoding: Decoding;
  readonly #random: RandomStream;
  readonly #tokens: number[] = [];
  readonly #logprobs: number[] = [];
  #stop: SampledTokens['stop'] | null = null;
  /** Tokens whose keys and values are in the cache. */
  #read = 0;

  constructor({ context, seed }: SampleRequest, decoding: Decoding) {
    this.context = context;
    this.#decoding = decoding;
    this.#random = new RandomStream(seed);
  }

  /** Positions that it may come to fill. */
  get longest(): number {
    return this.context.length + this.#decoding.maxNewTokens;
  }

  /** Tokens that it may still get. */
  get remaining(): number {
    return this.#decoding.maxNewTokens - this.#tokens.length;
  }

  get finished(): boolean {
    return this.#stop !== null;
  }

  /** The position from which on nothing has been read. */
  get read(): number {
    return this.#read;
  }

  /** How many of its tokens are to be read before the next one can be chosen. */
  get unread(): number {
    return this.context.length + this.#tokens.length - this.#read;
  }

  /** The token at a position. */
  tokenAt(position: number): number {
    const { length } = this.context;
    return (position < length ? this.context[position] : this.#tokens[position - length]) ?? 0;
  }

  /** Takes its place in the cache. */
  admit(reserved: ReservedPages): void {
    this.reserved = reserved;
    this.#read = reserved.known;
  }

  /** Notes that the next `count` tokens were read. */
  advance(count: number): void {
    this.#read += count;
  }

  get temperature(): number {
    return this.#decoding.temperature;
  }

  /** What its next token is to be drawn with: each sequence draws from its own stream. */
  uniform(): number {
    return this.temperature > 0 ? this.#random.uniform() : 0;
  }

  extend(token: number, logprob: number, ends: readonly number[]): void {
    this.#tokens.push(token);
    this.#logprobs.push(logprob);
    if (ends.includes(token)) this.#stop = 'end';
    else if (this.#tokens.length >= this.#decoding.maxNewTokens) this.#stop = 'length';
  }

  sampled(): SampledTokens {
    return { tokens: this.#tokens, logprobs: this.#logprobs, stop: this.#stop ?? 'length' };
  }
}
