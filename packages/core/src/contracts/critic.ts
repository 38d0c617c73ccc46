import type { AdamParameters, OptimStepReport, TokenSequence } from './engine.ts';
import type { AgentRole } from './episode.ts';

/** A sequence and how strongly a loss depends on the value before each of its completion tokens. */
export interface DifferentiatedValues extends TokenSequence {
  /** `[token]` dL/dV: the gradient that the critic adds up is Σ derivative · ∇V. */
  readonly derivatives: readonly number[];
}

/**
 * A value function V(context, tokens so far): what a sample is still expected to earn. Agents that share a critic share
 * its trunk, and each has a head of its own.
 */
export interface Critic {
  /** `[sequence][token]` V before each completion token, by the head of `agent`. */
  values(
    agent: AgentRole,
    sequences: readonly TokenSequence[],
  ): Promise<readonly (readonly number[])[]>;
  /** Adds Σ derivative · ∇V to the accumulated gradient; gives `[sequence][token]` values of that pass. */
  forwardBackward(
    agent: AgentRole,
    sequences: readonly DifferentiatedValues[],
  ): Promise<readonly (readonly number[])[]>;
  /** Takes one optimiser step with the accumulated gradient and clears it. */
  optimStep(parameters: AdamParameters): Promise<OptimStepReport>;
  /** Writes weights and optimiser state as one safetensors file, atomically. */
  saveWeights(path: string): Promise<void>;
  /**
   * Reads what `saveWeights` wrote; without `optimiser` it takes the weights alone and the optimiser starts afresh.
   * Throws when the file is truncated or of another shape.
   */
  loadWeights(path: string, parts: { readonly optimiser: boolean }): Promise<void>;
  /** Takes the trunk over from the weights that an engine saved; the heads start at 0. Throws when they are of another shape. */
  loadTrunk(path: string): Promise<void>;
  /** Frees the weights; the critic is unusable afterwards. */
  dispose(): void;
}
