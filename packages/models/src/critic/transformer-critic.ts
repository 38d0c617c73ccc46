import {
  allTokens,
  type AdamParameters,
  type AgentRole,
  type Critic,
  type DifferentiatedValues,
  type OptimStepReport,
  type TokenSequence,
} from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import { AdamOptimiser } from '../engine/adam-optimiser.ts';
import { addGradients, type Gradient } from '../engine/gradient-sum.ts';
import { inMicroBatches } from '../engine/micro-batches.ts';
import { parameterGradient } from '../engine/parameter-gradient.ts';
import { Parameters } from '../engine/parameters.ts';
import { assertReadable } from '../engine/sequence-check.ts';
import type { TransformerSettings } from '../engine/transformer-engine.ts';
import {
  publishedIn,
  readWeights,
  writeWeights,
  type PublishedWeights,
} from '../engine/weights-file.ts';
import { randomStart, type StartingValues } from '../model/initialisation.ts';
import { HEAD, VALUE_HEADS, valueHeads } from '../model/parameter-layout.ts';
import { adaptedWeights, tensorNamed } from '../model/weights.ts';
import { completionValues } from './completion-values.ts';

/** What of an engine's settings a value function has to know. */
export type CriticSettings = Pick<
  TransformerSettings,
  'architecture' | 'lora' | 'microBatchTokens' | 'gradientCheckpointing' | 'isPublished'
>;

/**
 * A value function on the transformer: the trunk of a language model, without its output projection, and a projection
 * `[dim][1]` for each agent. It computes on this thread alone.
 */
export class TransformerCritic implements Critic {
  readonly #settings: CriticSettings;
  readonly #agents: readonly AgentRole[];
  readonly #seed: number;
  readonly #parameters: Parameters;
  readonly #optimiser: AdamOptimiser;
  readonly #published: PublishedWeights;

  /** The trunk is that of an engine of the same seed and `start`; every value is 0. */
  constructor(
    settings: CriticSettings,
    agents: readonly AgentRole[],
    seed: number,
    start: StartingValues = randomStart(seed),
  ) {
    const architecture = { ...settings.architecture, tieEmbeddings: true };
    this.#settings = { ...settings, architecture };
    this.#agents = agents;
    this.#seed = seed;
    this.#parameters = new Parameters(architecture, settings.lora, start, [
      valueHeads(architecture, agents.length),
    ]);
    this.#optimiser = new AdamOptimiser(this.#parameters.trainableLayouts);
    this.#published = publishedIn(this.#parameters, settings);
  }

  async values(
    agent: AgentRole,
    sequences: readonly TokenSequence[],
  ): Promise<readonly (readonly number[])[]> {
    const { architecture, lora, microBatchTokens } = this.#settings;
    const head = this.#headOf(agent);
    this.#assertReadable(sequences);
    return inMicroBatches(sequences, microBatchTokens, (batch) => {
      const { variables } = this.#parameters;
      return tf.tidy(() => {
        const weights = adaptedWeights(architecture, lora, variables);
        const heads = tensorNamed(variables, VALUE_HEADS);
        return completionValues(architecture, weights, heads, head, batch);
      });
    });
  }

  async forwardBackward(
    agent: AgentRole,
    sequences: readonly DifferentiatedValues[],
  ): Promise<readonly (readonly number[])[]> {
    const { architecture, microBatchTokens, gradientCheckpointing } = this.#settings;
    const head = this.#headOf(agent);
    this.#assertReadable(sequences);
    let sum: Gradient = null;
    const values = await inMicroBatches(sequences, microBatchTokens, (batch, members) => {
      const derivatives = allTokens(members.map((member) => member.derivatives));
      const pass = parameterGradient(this.#parameters, derivatives, (weights, parameters) =>
        completionValues(
          ...([architecture, weights, tensorNamed(parameters, VALUE_HEADS), head] as const),
          batch,
          gradientCheckpointing,
        ),
      );
      sum = addGradients(sum, pass.gradients);
      return pass.values;
    });
    this.#optimiser.accumulate(sum);
    return values;
  }

  async optimStep(parameters: AdamParameters): Promise<OptimStepReport> {
    return this.#optimiser.step(this.#parameters.trainable, parameters);
  }

  async saveWeights(path: string): Promise<void> {
    await writeWeights(path, this.#parameters, this.#optimiser, this.#published);
  }

  /** Reads weights. Without `optimiser`, Adam starts anew. A gradient that was being added up is forgotten. */
  async loadWeights(path: string, { optimiser }: { readonly optimiser: boolean }): Promise<void> {
    this.#read(path, optimiser ? this.#optimiser : null, []);
    if (!optimiser) this.#optimiser.reset();
    this.#optimiser.clearGradient();
  }

  async loadTrunk(path: string): Promise<void> {
    this.#read(path, null, [HEAD]);
    this.#optimiser.reset();
  }

  dispose(): void {
    this.#parameters.dispose();
    this.#optimiser.dispose();
  }

  #read(path: string, optimiser: AdamOptimiser | null, unused: readonly string[]): void {
    readWeights(path, this.#parameters, optimiser, randomStart(this.#seed), unused);
  }

  #headOf(agent: AgentRole): number {
    const head = this.#agents.indexOf(agent);
    if (head >= 0) return head;
    throw new Error(
      `this critic has no head for the ${agent} agent; it has: ${this.#agents.join(', ')}`,
    );
  }

  #assertReadable(sequences: readonly TokenSequence[]): void {
    for (const { context, completion } of sequences) {
      assertReadable(this.#settings.architecture, context, completion, completion.length);
    }
  }
}
