import type { Advantages, Algorithm, LossInputs, LossValue, PolicySample } from '@waltz/core';
import { tokenWeights, type Aggregation } from './aggregate.ts';
import { clippedSurrogate, type TokenLoss } from './clipped-surrogate.ts';
import { k1 } from './kl-estimators.ts';
import { meanOf, normalise } from './normalise.ts';
import { rewardToGo } from './reward-to-go.ts';

export interface ReinforcePlusPlusOptions {
  /** ε of eq. 4. */
  readonly clip: number;
  /** Variance of advantages below which normalisation no longer scales up. */
  readonly varianceFloor: number;
  readonly aggregation: Aggregation;
}

/**
 * REINFORCE++ (arXiv 2501.03262) for one agent's samples, as section 3 of the WaltzRL paper uses it: no critic, no
 * group baseline, the KL penalty inside the reward, advantages normalised over all tokens of the agent's batch.
 */
export class ReinforcePlusPlus implements Algorithm {
  readonly #options: ReinforcePlusPlusOptions;

  constructor(options: ReinforcePlusPlusOptions) {
    this.#options = options;
  }

  /**
   * `[sample][token]` Ã of eq. 4.
   * Throws when a sample has fewer reference log-probabilities than tokens.
   * Metrics: `advantage-mean` and `advantage-spread`, both before normalisation.
   */
  advantages(samples: readonly PolicySample[], klCoefficient: number): Advantages {
    const references = samples.map(({ referenceLogprobs }) => referenceLogprobs);
    // A_{x,i} = R_a(x, y) − β Σ_{t ≥ i} log(π_old(y_t) / π_ref(y_t)), the line below eq. 4.
    const raw = samples.map(({ reward, oldLogprobs }, row) => {
      const penalties = oldLogprobs.map(
        (logprob, column) =>
          -klCoefficient * k1(logprob, entry(references, row, column, 'referenceLogprobs')),
      );
      return rewardToGo(penalties).map((penalty) => reward + penalty);
    });
    const { values, mean, spread } = normalise(raw, this.#options.varianceFloor);
    return {
      values,
      metrics: {
        'advantage-mean': mean,
        'advantage-spread': spread,
      },
    };
  }

  /**
   * The loss −J of eq. 4 and its derivatives; every array of `inputs` is `[sample][token]`.
   * Metrics: `clip-fraction`, the share of tokens whose ratio was clipped; `ratio-mean`.
   * Throws when a token has no old log-probability or advantage.
   */
  loss({ logprobs, oldLogprobs, advantages }: LossInputs): LossValue {
    const tokens = logprobs.map((sample, row) =>
      sample.map((logprob, column) =>
        clippedSurrogate(
          logprob,
          entry(oldLogprobs, row, column, 'oldLogprobs'),
          entry(advantages, row, column, 'advantages'),
          this.#options.clip,
        ),
      ),
    );
    const weights = tokenWeights(
      logprobs.map(({ length }) => length),
      this.#options.aggregation,
    );
    const weigh = (of: (token: TokenLoss) => number) =>
      tokens.map((sample, row) => sample.map((token) => (weights[row] ?? 0) * of(token)));

    return {
      value: weigh(({ value }) => value)
        .flat()
        .reduce((sum, value) => sum + value, 0),
      derivatives: weigh(({ derivative }) => derivative),
      metrics: {
        'clip-fraction': meanOf(tokens.flat().map(({ clipped }) => Number(clipped))),
        'ratio-mean': meanOf(tokens.flat().map(({ ratio }) => ratio)),
      },
    };
  }
}

function entry(
  values: readonly (readonly number[])[],
  row: number,
  column: number,
  name: string,
): number {
  const value = values[row]?.[column];
  if (value === undefined)
    throw new Error(`${name} has no entry for token ${column} of sample ${row}`);
  return value;
}
