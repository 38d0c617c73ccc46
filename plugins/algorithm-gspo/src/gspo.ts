import type { Algorithm, PolicySample } from '@waltz/core';

/** Ratios are clipped to [1 − below, 1 + above]. */
export interface Clip {
  readonly below: number;
  readonly above: number;
}

/** Added to the standard deviation, which is 0 in a group whose rewards are alike. */
const EPSILON = 1e-4;

/**
 * Group Sequence Policy Optimisation (arXiv 2507.18071). The loss is −1/N Σ_i min(s_i·A_i, clip(s_i)·A_i) over the N
 * answers of the batch (eq. 5), with the ratio of a whole answer, s_i = exp(1/|y_i| Σ_t (log π − log π_old)) (eq. 7).
 */
export function gspo({ below, above }: Clip): Algorithm {
  return {
    /** A_i is the standard score of r_i among the answers to the same prompt (eq. 6), alike for all tokens. */
    advantages(samples, klCoefficient) {
      const rewards = samples.map((sample) => penalised(sample, klCoefficient));
      const values = samples.map(({ group, oldLogprobs }, sample) => {
        const peers = rewards.filter((_, peer) => samples[peer]?.group === group);
        const mean = meanOf(peers);
        const std = Math.sqrt(meanOf(peers.map((reward) => (reward - mean) ** 2)));
        const score = ((rewards[sample] ?? mean) - mean) / (std + EPSILON);
        return oldLogprobs.map(() => score);
      });
      return { values, metrics: { 'reward-mean': meanOf(rewards) } };
    },

    /** As s = e^(mean of log-ratios), ds/dlog π(y_t) = s/|y|, and an answer that is clipped has no slope. */
    loss({ logprobs, oldLogprobs, advantages }) {
      const answers = logprobs.map((tokens, sample) => {
        const old = oldLogprobs[sample] ?? [];
        const ratio = Math.exp(
          meanOf(tokens.map((logprob, token) => logprob - (old[token] ?? NaN))),
        );
        const advantage = advantages[sample]?.[0] ?? 0;
        const open = ratio * advantage;
        const bounded = Math.min(Math.max(ratio, 1 - below), 1 + above) * advantage;
        const clipped = bounded < open;
        return { ratio, clipped, gain: Math.min(open, bounded), slope: clipped ? 0 : open };
      });
      return {
        value: -meanOf(answers.map(({ gain }) => gain)),
        derivatives: logprobs.map((tokens, sample) =>
          tokens.map(() => -(answers[sample]?.slope ?? 0) / (tokens.length * answers.length)),
        ),
        metrics: {
          'clip-fraction': meanOf(answers.map(({ clipped }) => Number(clipped))),
          'ratio-mean': meanOf(answers.map(({ ratio }) => ratio)),
        },
      };
    },
  };
}

/** r − β·Σ_t (log π_old − log π_ref): what an answer earned, less what it took to leave the reference. */
function penalised(
  { reward, oldLogprobs, referenceLogprobs }: PolicySample,
  klCoefficient: number,
): number {
  return oldLogprobs.reduce(
    (rest, logprob, token) => rest - klCoefficient * (logprob - (referenceLogprobs[token] ?? NaN)),
    reward,
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
