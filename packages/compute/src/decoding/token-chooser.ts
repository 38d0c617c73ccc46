import { NOT_FINITE } from '../fused/next-tokens.ts';

export interface ChosenToken {
  readonly token: number;
  /** At temperature 1, in nats. */
  readonly logprob: number;
}

/** Chooses tokens from a vocabulary of one size, in plain JavaScript. All sums are in float64. */
export class TokenChooser {
  /** Of the latest choice: made once, as a batch chooses thousands of times a second. */
  readonly #weights: Float64Array;

  constructor(vocabularySize: number) {
    this.#weights = new Float64Array(vocabularySize);
  }

  /**
   * Draws from softmax(logits / temperature) by inverting its cumulative distribution with one uniform number of
   * [0, 1); temperature 0 takes the first of the likeliest tokens. `logits` is `[vocabulary]`.
   * Throws when a logit is not finite.
   */
  choose(logits: Float32Array, temperature: number, uniform: number): ChosenToken {
    const likeliest = indexOfGreatest(logits);
    const greatest = logits[likeliest] ?? NaN;
    const total = this.#weigh(logits, greatest, 1);
    if (!Number.isFinite(total)) throw new Error(NOT_FINITE);
    const token =
      temperature === 0 ? likeliest : this.#draw(logits, greatest, temperature, total, uniform);
    return { token, logprob: (logits[token] ?? NaN) - greatest - Math.log(total) };
  }

  #draw(
    logits: Float32Array,
    greatest: number,
    temperature: number,
    totalAtOne: number,
    uniform: number,
  ): number {
    const total = temperature === 1 ? totalAtOne : this.#weigh(logits, greatest, temperature);
    const threshold = uniform * total;
    let cumulative = 0;
    let token = -1;
    // The same sum in the same order ends above the threshold, as uniform numbers are below 1.
    while (cumulative <= threshold && token < logits.length - 1) {
      token += 1;
      cumulative += this.#weights[token] ?? NaN;
    }
    return token;
  }

  /** Writes exp((logit − greatest) / temperature) of each token, and gives their sum. */
  #weigh(logits: Float32Array, greatest: number, temperature: number): number {
    let sum = 0;
    for (let token = 0; token < logits.length; token++) {
      const weight = Math.exp(((logits[token] ?? NaN) - greatest) / temperature);
      this.#weights[token] = weight;
      sum += weight;
    }
    return sum;
  }
}

function indexOfGreatest(logits: Float32Array): number {
  let best = 0;
  let greatest = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] ?? NaN;
    if (logit > greatest) {
      greatest = logit;
      best = token;
    }
  }
  return best;
}
