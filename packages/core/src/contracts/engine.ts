import type { Critic } from './critic.ts';
import type { AgentRole } from './episode.ts';
import type { MemoryEstimate, SetsOfWeights } from './memory-estimate.ts';
import type { ModelSize } from './model-size.ts';
import type { ExportedWeights, WeightsExport } from './weights-export.ts';

/** A context and the completion that followed it, as token ids. */
export interface TokenSequence {
  readonly context: readonly number[];
  readonly completion: readonly number[];
}

export interface SampleRequest {
  /** The tokens to continue. */
  readonly context: readonly number[];
  /** Unsigned 32-bit seed of this request's own random stream: the sample does not depend on its neighbours. */
  readonly seed: number;
}

export interface Decoding {
  /** Divides the logits before sampling; 0 is greedy. */
  readonly temperature: number;
  /** Completions that reach this many tokens without an end-of-turn token stop with `length`. */
  readonly maxNewTokens: number;
}

export type StopReason = 'end' | 'length';

export interface SampledTokens {
  /** Sampled ids, the end-of-turn token included when the model reached it. */
  readonly tokens: readonly number[];
  /** `[token]` log-probability of each sampled token under the model, at temperature 1, in nats. */
  readonly logprobs: readonly number[];
  readonly stop: StopReason;
}

/** A sequence and how strongly a loss depends on the log-probability of each of its completion tokens. */
export interface DifferentiatedSequence extends TokenSequence {
  /** `[token]` dL/dlog p(token): the gradient that the engine adds up is Σ derivative · ∇log p. */
  readonly derivatives: readonly number[];
}

/** Adam with decoupled weight decay off: the update of Kingma & Ba (2015), after clipping the global norm. */
export interface AdamParameters {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Gradients with a larger global norm are scaled down to it; 0 leaves them as they are. */
  readonly maxGradientNorm: number;
}

export interface OptimStepReport {
  /** Global L2 norm of the accumulated gradient, before clipping; when it is not finite, no step was taken. */
  readonly gradientNorm: number;
}

/**
 * One trainable language model: sampling, exact log-probabilities, gradients and weights.
 * The verbs are those of the public Tinker HTTP interface, so that a remote engine can stand in.
 */
export interface Engine {
  readonly parameterCount: number;
  /** Continuations in the order of `requests`. */
  sample(requests: readonly SampleRequest[], decoding: Decoding): Promise<readonly SampledTokens[]>;
  /** `[sequence][token]` log-probabilities of the completion tokens, in nats. */
  logprobs(sequences: readonly TokenSequence[]): Promise<readonly (readonly number[])[]>;
  /** Adds Σ derivative · ∇log p to the accumulated gradient; gives `[sequence][token]` log-probabilities of that pass. */
  forwardBackward(
    sequences: readonly DifferentiatedSequence[],
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
  /** A frozen copy of the current weights: the reference policy. */
  fork(): Promise<Engine>;
  /** Frees the weights; the engine is unusable afterwards. */
  dispose(): void;
}

/** Makes engines of one architecture; the weights come from a seed or from a file. */
export interface EngineProvider {
  /** Which backend computes, and why it was chosen, for the run's record. */
  readonly backend: { readonly name: string; readonly reason: string };
  /** How many threads share the work, and why so many. Results do not depend on it. */
  readonly workers: { readonly count: number; readonly reason: string };
  /** What it takes for options that leave it the choice, by their names. */
  readonly chosen?: Readonly<Record<string, number>>;
  /** How many sequences it continues side by side; left out by providers that do not know. */
  readonly sequencesAtOnce?: number;
  /** For what its arithmetic costs; left out by providers that are no transformers, or do not know. */
  readonly size?: ModelSize;
  open(settings: { readonly seed: number }): Promise<Engine>;
  /**
   * Opens a value function on a trunk like those that `open` makes of the same seed, with a head for each of `agents`.
   * Every value is 0 at first. Left out by providers that have none.
   */
  openCritic?(settings: {
    readonly seed: number;
    readonly agents: readonly AgentRole[];
  }): Promise<Critic>;
  /** What a run with so many sets of weights needs; left out by providers that do not know. */
  estimateMemory?(sets: SetsOfWeights): MemoryEstimate;
  /**
   * Writes trained weights as other programs read them. Left out by providers whose weights nobody else can read.
   * Throws when the weights are not of this provider, or cannot be written as asked for.
   */
  exportWeights?(request: WeightsExport): Promise<ExportedWeights>;
}
