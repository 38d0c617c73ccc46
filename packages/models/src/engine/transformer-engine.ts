import * as tf from '@tensorflow/tfjs-core';
import {
  allTokens,
  type AdamParameters,
  type Decoding,
  type DifferentiatedSequence,
  type Engine,
  type OptimStepReport,
  type SampledTokens,
  type SampleRequest,
  type TokenSequence,
} from '@waltz/core';
import { paceOf } from '../decoding/pace.ts';
import { Sampler } from '../decoding/sampler.ts';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import { randomStart, type StartingValues } from '../model/initialisation.ts';
import { adaptedWeights, mergedWeights } from '../model/weights.ts';
import { AdamOptimiser } from './adam-optimiser.ts';
import { completionGradient, completionLogprobs } from './completion-logprobs.ts';
import { gradientShards, inOrder, MOST_SHARDS, shardMembers } from './gradient-shards.ts';
import { addGradients, treeSum, type Gradient } from './gradient-sum.ts';
import { inMicroBatches } from './micro-batches.ts';
import { Parameters, type ParameterValues } from './parameters.ts';
import { assertReadable } from './sequence-check.ts';
import {
  NOTHING_PUBLISHED,
  publishedIn,
  readWeights,
  writeWeights,
  type PublishedWeights,
} from './weights-file.ts';

export interface TransformerSettings {
  readonly architecture: Architecture;
  readonly lora: LoraSettings | null;
  /** Sampling stops on each of these tokens. */
  readonly ends: readonly number[];
  /** Tokens of one forward pass, padding included. */
  readonly microBatchTokens: number;
  /** Whether a backward pass computes what is inside a layer again, and does not keep it. */
  readonly gradientCheckpointing: boolean;
  /** Sequences that are continued at once. */
  readonly sampleBatch: number;
  /** Whether the backend has all of the device to itself: then batches are not cut for others to share, who never come. */
  readonly keepsBatchesWhole?: boolean;
  /** Whether the weights that adapters lie beside are a published model's: files of weights name them and leave them out. */
  readonly isPublished?: boolean;
}

/** What shards of a batch say of the trainable parameters. */
export interface ShardGradient {
  readonly gradient: Gradient;
  /** `[shard][sequence][token]`, in nats. */
  readonly logprobs: readonly (readonly (readonly number[])[])[];
}

/** A causal language model in this process, on the active TensorFlow.js backend. */
export class TransformerEngine implements Engine {
  readonly settings: TransformerSettings;
  readonly parameters: Parameters;
  readonly #sampler: Sampler;
  /** Null in a frozen copy. */
  readonly #optimiser: AdamOptimiser | null;
  readonly #seed: number;
  /** What files of weights leave out, see `writeWeights`. */
  readonly #published: PublishedWeights;

  private constructor(
    settings: TransformerSettings,
    parameters: Parameters,
    optimiser: AdamOptimiser | null,
    seed: number,
    published: PublishedWeights = NOTHING_PUBLISHED,
  ) {
    this.settings = settings;
    this.parameters = parameters;
    this.#sampler = new Sampler({ ...settings, pace: paceOf(settings) }, () =>
      mergedWeights(settings.architecture, settings.lora, parameters.variables),
    );
    this.#optimiser = optimiser;
    this.#seed = seed;
    this.#published = published;
  }

  /** A trainable engine whose parameters start from what `start` gives: random weights where it is left out. */
  static initialise(
    settings: TransformerSettings,
    seed: number,
    start: StartingValues = randomStart(seed),
  ): TransformerEngine {
    const { architecture, lora } = settings;
    const parameters = new Parameters(architecture, lora, start);
    const optimiser = new AdamOptimiser(parameters.trainableLayouts);
    const published = publishedIn(parameters, settings);
    return new TransformerEngine(settings, parameters, optimiser, seed, published);
  }

  /** An engine that cannot be trained, with these values. */
  static frozen(
    settings: TransformerSettings,
    values: ParameterValues,
    seed = 0,
  ): TransformerEngine {
    const { architecture, lora } = settings;
    const parameters = new Parameters(architecture, lora, values);
    return new TransformerEngine(settings, parameters, null, seed);
  }

  get parameterCount(): number {
    return this.parameters.count;
  }

  /** Calls that overlap in time are continued side by side; weights change only after them. */
  async sample(
    requests: readonly SampleRequest[],
    decoding: Decoding,
  ): Promise<readonly SampledTokens[]> {
    assertDecoding(decoding);
    for (const { context } of requests) {
      assertReadable(this.settings.architecture, context, [], decoding.maxNewTokens);
    }
    return this.#sampler.sample(requests, decoding);
  }

  async logprobs(sequences: readonly TokenSequence[]): Promise<readonly (readonly number[])[]> {
    const { architecture, lora, microBatchTokens } = this.settings;
    this.#assertReadable(sequences);
    return inMicroBatches(sequences, microBatchTokens, (batch) =>
      tf.tidy(() => {
        const weights = adaptedWeights(architecture, lora, this.parameters.variables);
        return completionLogprobs(architecture, weights, batch);
      }),
    );
  }

  async forwardBackward(
    sequences: readonly DifferentiatedSequence[],
  ): Promise<readonly (readonly number[])[]> {
    this.assertTrainableWith(sequences);
    const most = this.settings.keepsBatchesWhole === true ? 1 : MOST_SHARDS;
    const shards = gradientShards(sequences, this.parameterCount, most);
    const { gradient, logprobs } = await this.gradientOf(shardMembers(sequences, shards));
    this.accumulate(gradient);
    return inOrder(sequences.length, shards, logprobs);
  }

  /** Throws when the engine is frozen, or cannot learn from `sequences`. */
  assertTrainableWith(sequences: readonly DifferentiatedSequence[]): void {
    this.#trainable();
    for (const { completion, derivatives } of sequences) {
      if (completion.length !== derivatives.length) {
        throw new Error(
          `a completion of ${completion.length} tokens has ${derivatives.length} derivatives; each token needs one`,
        );
      }
    }
    this.#assertReadable(sequences);
  }

  /** Adds a gradient to what has been added up since the last step, and takes it over. */
  accumulate(gradient: Gradient): void {
    this.#trainable().accumulate(gradient);
  }

  /**
   * The gradient of Σ derivative · log p over `shards`, a power of two of them, added up as a tree, and the
   * `[shard][sequence][token]` log-probabilities of that pass. Whoever asks disposes of the gradient.
   */
  async gradientOf(shards: readonly (readonly DifferentiatedSequence[])[]): Promise<ShardGradient> {
    const logprobs: (readonly (readonly number[])[])[] = [];
    const gradient = await treeSum(
      shards.map((shard, index) => async () => {
        let sum: Gradient = null;
        logprobs[index] = await inMicroBatches(
          shard,
          this.settings.microBatchTokens,
          (batch, members) => {
            const derivatives = allTokens(members.map((member) => member.derivatives));
            const pass = completionGradient(
              ...([this.parameters, batch, derivatives] as const),
              this.settings.gradientCheckpointing,
            );
            sum = addGradients(sum, pass.gradients);
            return pass.logprobs;
          },
        );
        return sum;
      }),
    );
    return { gradient, logprobs };
  }

  async optimStep(parameters: AdamParameters): Promise<OptimStepReport> {
    await this.#sampler.idle();
    return this.#trainable().step(this.parameters.trainable, parameters);
  }

  async saveWeights(path: string): Promise<void> {
    await writeWeights(path, this.parameters, this.#optimiser, this.#published);
  }

  /** Reads weights. Without `optimiser`, Adam starts anew. A gradient that was being added up is forgotten. */
  async loadWeights(path: string, parts: { readonly optimiser: boolean }): Promise<void> {
    await this.#sampler.idle();
    const state = parts.optimiser ? this.#trainable() : null;
    readWeights(path, this.parameters, state, randomStart(this.#seed));
    if (!parts.optimiser) this.#optimiser?.reset();
    this.#optimiser?.clearGradient();
  }

  /** A copy that samples and scores and cannot be trained; it reads the files that this engine writes. */
  async fork(): Promise<TransformerEngine> {
    return TransformerEngine.frozen(this.settings, await this.parameters.snapshot(), this.#seed);
  }

  dispose(): void {
    this.parameters.dispose();
    this.#optimiser?.dispose();
  }

  #trainable(): AdamOptimiser {
    if (this.#optimiser === null) {
      throw new Error('this engine is a frozen copy; train the engine that it was forked from');
    }
    return this.#optimiser;
  }

  #assertReadable(sequences: readonly TokenSequence[]): void {
    for (const { context, completion } of sequences) {
      assertReadable(this.settings.architecture, context, completion, completion.length);
    }
  }
}

function assertDecoding({ temperature, maxNewTokens }: Decoding): void {
  if (!(temperature >= 0 && Number.isFinite(temperature))) {
    throw new Error(`temperature is ${temperature}, must be a finite number, 0 (greedy) or more`);
  }
  if (!(Number.isInteger(maxNewTokens) && maxNewTokens >= 1)) {
    throw new Error(`maxNewTokens is ${maxNewTokens}, must be a whole number, 1 or more`);
  }
}
