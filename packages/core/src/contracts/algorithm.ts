import type { AgentRole } from './episode.ts';

/** A single-agent sample of a rollout (section 3): one context, the tokens that are learned, their reward. */
export interface PolicySample {
  /** Index of the episode in the rollout batch. */
  readonly episode: number;
  /** Index of the prompt in the rollout batch: samples of one group come from rollouts of one prompt. */
  readonly group: number;
  readonly agent: AgentRole;
  readonly round: number;
  readonly context: readonly number[];
  readonly completion: readonly number[];
  /** `[token]` log π_old. */
  readonly oldLogprobs: readonly number[];
  /** `[token]` log π_ref. */
  readonly referenceLogprobs: readonly number[];
  readonly reward: number;
  /** `[token]` V before each token, where the agent has a critic. */
  readonly values?: readonly number[];
}

/** What a loss is a function of; every array is `[sample][token]`. */
export interface LossInputs {
  /** β of the agent in this stage, for a KL penalty that is part of the loss. */
  readonly klCoefficient: number;
  readonly logprobs: readonly (readonly number[])[];
  readonly oldLogprobs: readonly (readonly number[])[];
  readonly referenceLogprobs: readonly (readonly number[])[];
  readonly advantages: readonly (readonly number[])[];
}

export interface LossValue {
  readonly value: number;
  /** `[sample][token]` dL/dlog π, or dL/dV of a critic's loss. */
  readonly derivatives: readonly (readonly number[])[];
  /** Share of tokens whose ratio was clipped, and the like. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Advantages {
  /** `[sample][token]` */
  readonly values: readonly (readonly number[])[];
  /** `[sample][token]` what a critic is to learn, of an algorithm that has one. */
  readonly returns?: readonly (readonly number[])[];
  /** Spread before normalisation, and the like. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What the loss of a critic is a function of; every array is `[sample][token]`. */
export interface ValueLossInputs {
  readonly values: readonly (readonly number[])[];
  /** Those of the critic when the samples were gathered. */
  readonly oldValues: readonly (readonly number[])[];
  readonly returns: readonly (readonly number[])[];
}

/** Reinforcement learning as plain numbers: free of tensors, the same on every engine. */
export interface Algorithm {
  /** `klCoefficient` is β of the agent in this stage. */
  advantages(samples: readonly PolicySample[], klCoefficient: number): Advantages;
  loss(inputs: LossInputs): LossValue;
  /** How far a critic is from the returns, with dL/dV; of an algorithm that learns with a critic. */
  valueLoss?(inputs: ValueLossInputs): LossValue;
}
