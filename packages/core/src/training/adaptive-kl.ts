import type { AdaptiveKlConfig, AgentTrainingConfig } from '../config/experiment-config.ts';
import type { PolicySample } from '../contracts/algorithm.ts';
import type { AgentRole } from '../contracts/episode.ts';
import { meanOf } from '../statistics/mean-and-spread.ts';

/** β of the agents whose coefficient has been adapted. All the state there is: a checkpoint holds it. */
export type AdaptedCoefficients = Readonly<Partial<Record<AgentRole, number>>>;

/** KL further off than this share of its target counts as this far off. */
const LARGEST_ERROR = 0.2;

/**
 * β after a batch: β · (1 + clip(KL / target − 1, −0.2, 0.2) · samples / horizon), the controller of Ziegler et al.
 * (arXiv 1909.08593, section 2.2) with its gain as samples / horizon. A batch counts for no more than the horizon,
 * so that β stays positive.
 * @param kl mean of a sample's KL, in nats.
 */
export function adaptedCoefficient(
  coefficient: number,
  kl: number,
  samples: number,
  { target, horizon }: AdaptiveKlConfig,
): number {
  const error = Math.min(Math.max(kl / target - 1, -LARGEST_ERROR), LARGEST_ERROR);
  return coefficient * (1 + error * Math.min(samples / horizon, 1));
}

/** Σ k1 over the tokens of a sample, its mean over the samples, in nats; null without samples. */
function klOfSamples(samples: readonly PolicySample[]): number | null {
  return meanOf(
    samples.map(({ oldLogprobs, referenceLogprobs }) =>
      oldLogprobs.reduce(
        (sum, logprob, token) => sum + logprob - (referenceLogprobs[token] ?? Number.NaN),
        0,
      ),
    ),
  );
}

/** The coefficients of the next step. An agent without samples, or whose β is fixed, keeps what it has. */
export function adaptCoefficients(
  coefficients: AdaptedCoefficients,
  agents: Readonly<Record<AgentRole, AgentTrainingConfig>>,
  updates: readonly { readonly agent: AgentRole; readonly samples: readonly PolicySample[] }[],
): AdaptedCoefficients {
  const next: Partial<Record<AgentRole, number>> = { ...coefficients };
  for (const { agent, samples } of updates) {
    const { adaptiveKl, klCoefficient } = agents[agent];
    const kl = klOfSamples(samples);
    if (adaptiveKl === undefined || kl === null) continue;
    const current = coefficients[agent] ?? klCoefficient;
    next[agent] = adaptedCoefficient(current, kl, samples.length, adaptiveKl);
  }
  return next;
}
