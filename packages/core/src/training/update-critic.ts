import type { OptimiserConfig } from '../config/experiment-config.ts';
import type { Advantages, Algorithm, LossValue, PolicySample } from '../contracts/algorithm.ts';
import type { AgentRole } from '../contracts/episode.ts';
import { allTokens } from '../statistics/all-tokens.ts';
import type { NamedCritic } from './critics.ts';
import { adamAt } from './learning-rate.ts';
import { requireFinite } from './training-failure.ts';

/** A value function that learns, and how. */
export interface TrainedCritic extends NamedCritic {
  readonly optimiser: OptimiserConfig;
  /** Steps of the stage, for the learning rate's schedule. */
  readonly steps: number;
}

/** What a critic learns from: the samples of an agent and what they turned out to earn. */
export interface ValuedBatch {
  readonly agent: AgentRole;
  readonly samples: readonly PolicySample[];
  readonly advantages: Advantages;
}

export interface CriticUpdate {
  readonly name: string;
  /** By agent that it learned from, in the last pass. */
  readonly losses: Readonly<Partial<Record<AgentRole, LossValue>>>;
  /** Global L2 norm of the last pass, before clipping. */
  readonly gradientNorm: number;
}

/** Adds V before every token. Throws when the critic has no head for the agent. */
export async function withValues(
  { critic }: NamedCritic,
  agent: AgentRole,
  samples: readonly PolicySample[],
): Promise<readonly PolicySample[]> {
  const values = await critic.values(agent, samples);
  return samples.map((sample, index) => ({ ...sample, values: values[index] ?? [] }));
}

/**
 * Fits a value function to the returns of its agents' samples: `epochs` passes, each with an optimiser step that all of
 * its agents share. Null when none of them had a sample. Throws a `TrainingFailure` when a number is not finite, and
 * an error when the algorithm has no loss for a critic.
 */
export async function updateCritic(
  trained: TrainedCritic,
  step: number,
  epochs: number,
  algorithm: Algorithm,
  batches: readonly ValuedBatch[],
): Promise<CriticUpdate | null> {
  const { name, agents, critic, optimiser, steps } = trained;
  const own = batches.filter(({ agent }) => agents.includes(agent));
  if (own.length === 0) return null;
  const pass = async (valuesOf: (batch: ValuedBatch) => Promise<Values>): Promise<CriticUpdate> => {
    const losses: Partial<Record<AgentRole, LossValue>> = {};
    for (const batch of own) {
      losses[batch.agent] = await accumulate(trained, algorithm, batch, await valuesOf(batch));
    }
    const { gradientNorm } = await critic.optimStep(adamAt(optimiser, step, steps));
    requireFinite(name, 'gradient norm', [gradientNorm], own);
    return { name, losses, gradientNorm };
  };
  let update = await pass(async ({ samples }) => gatheredValues(samples));
  for (let epoch = 2; epoch <= epochs; epoch++) {
    update = await pass(({ agent, samples }) => critic.values(agent, samples));
  }
  return update;
}

/** `[sample][token]` */
type Values = readonly (readonly number[])[];

function gatheredValues(samples: readonly PolicySample[]): Values {
  return samples.map(({ values }) => values ?? []);
}

/** Adds the gradient of one agent's loss at `values`. */
async function accumulate(
  { name, critic }: TrainedCritic,
  algorithm: Algorithm,
  batch: ValuedBatch,
  values: Values,
): Promise<LossValue> {
  const { agent, samples, advantages } = batch;
  const { returns } = advantages;
  if (algorithm.valueLoss === undefined || returns === undefined) {
    throw new Error(`${name} cannot learn: the algorithm gives neither returns nor their loss`);
  }
  const loss = algorithm.valueLoss({ values, oldValues: gatheredValues(samples), returns });
  requireFinite(name, 'loss', [loss.value, ...allTokens(loss.derivatives)], batch);
  await critic.forwardBackward(
    agent,
    samples.map(({ context, completion }, sample) => ({
      context,
      completion,
      derivatives: loss.derivatives[sample] ?? [],
    })),
  );
  return loss;
}
