import type {
  AdamParameters,
  Decoding,
  DifferentiatedSequence,
  Engine,
  OptimStepReport,
  SampledTokens,
  SampleRequest,
  TokenSequence,
} from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import {
  gradientShards,
  inOrder,
  shardMembers,
  TRAINING_OPERATIONS,
} from '../engine/gradient-shards.ts';
import { treeSum } from '../engine/gradient-sum.ts';
import type { TransformerEngine } from '../engine/transformer-engine.ts';
import { deal } from './deal.ts';
import { inParallel } from './in-parallel.ts';
import { RemoteReplica } from './remote-replica.ts';
import type { Replica } from './replica.ts';
import { SharedWeights } from './shared-weights.ts';
import type { Team } from './team.ts';
import type { WorkerThread } from './worker-thread.ts';

/** Operations of a forward pass for each parameter and token: a product and a sum. */
const FORWARD = 2;

let engines = 0;

/**
 * An engine that shares its work between this thread and workers, each with a replica of the weights. Every number is
 * the one that this thread alone would have computed, to the last bit: sequences do not depend on their neighbours, and
 * gradients are added up in the same tree whoever computes its branches.
 */
export class ParallelEngine implements Engine {
  /** Replica 0, in this thread: it takes the optimiser's steps, and the others follow. */
  readonly #own: TransformerEngine;
  readonly #team: Team;
  /** The engine's number in its workers. */
  readonly #number = ++engines;
  readonly #remote = new Map<WorkerThread, RemoteReplica>();
  /** Null until a worker is needed. */
  #weights: SharedWeights | null = null;

  constructor(own: TransformerEngine, team: Team) {
    this.#own = own;
    this.#team = team;
  }

  get parameterCount(): number {
    return this.#own.parameterCount;
  }

  async sample(
    requests: readonly SampleRequest[],
    decoding: Decoding,
  ): Promise<readonly SampledTokens[]> {
    const lengths = requests.map(({ context }) => context.length);
    const tokens = lengths.reduce((sum, length) => sum + length + decoding.maxNewTokens, 0);
    return this.#dealt(requests, lengths, FORWARD * tokens, (replica, hand) =>
      replica.sample(hand, decoding),
    );
  }

  async logprobs(sequences: readonly TokenSequence[]): Promise<readonly (readonly number[])[]> {
    const lengths = sequences.map(({ context, completion }) => context.length + completion.length);
    const work = FORWARD * tokenCount(sequences);
    return this.#dealt(sequences, lengths, work, (replica, hand) => replica.logprobs(hand));
  }

  async forwardBackward(
    sequences: readonly DifferentiatedSequence[],
  ): Promise<readonly (readonly number[])[]> {
    this.#own.assertTrainableWith(sequences);
    const shards = gradientShards(sequences, this.parameterCount);
    const replicas = await this.#replicasFor(TRAINING_OPERATIONS * tokenCount(sequences));
    const helpful = Math.min(replicas.length, shards.length);
    const members = shardMembers(sequences, shards);
    const branch = shards.length / helpful;
    const parts = await inParallel(
      replicas.slice(0, helpful),
      (replica, index) => replica.gradientOf(members.slice(index * branch, (index + 1) * branch)),
      ({ gradient }) => tf.dispose([...(gradient ?? [])]),
    );
    this.#own.accumulate(
      await treeSum(
        parts.map(
          ({ gradient }) =>
            async () =>
              gradient,
        ),
      ),
    );
    const logprobs = parts.flatMap((part) => part.logprobs);
    return inOrder(sequences.length, shards, logprobs);
  }

  async optimStep(parameters: AdamParameters): Promise<OptimStepReport> {
    const report = await this.#own.optimStep(parameters);
    this.#weights?.markChanged('trainable');
    return report;
  }

  async saveWeights(path: string): Promise<void> {
    await this.#own.saveWeights(path);
  }

  async loadWeights(path: string, parts: { readonly optimiser: boolean }): Promise<void> {
    await this.#own.loadWeights(path, parts);
    this.#weights?.markChanged('all');
  }

  async fork(): Promise<ParallelEngine> {
    return new ParallelEngine(await this.#own.fork(), this.#team);
  }

  dispose(): void {
    for (const replica of this.#remote.values()) replica.dispose();
    this.#remote.clear();
    this.#own.dispose();
  }

  /** Deals `items` out, heaviest first, and gives what `compute` makes of them in the order of `items`. */
  async #dealt<Item, Result>(
    items: readonly Item[],
    weights: readonly number[],
    operationsPerParameter: number,
    compute: (replica: Replica, hand: readonly Item[]) => Promise<readonly Result[]>,
  ): Promise<readonly Result[]> {
    const replicas = await this.#replicasFor(operationsPerParameter);
    const hands = deal(weights, replicas.length);
    const computed = await inParallel(replicas.slice(0, hands.length), (replica, index) =>
      compute(replica, shardMembers(items, hands)[index] ?? []),
    );
    const results: Result[] = [];
    hands.forEach((indices, hand) => {
      indices.forEach((index, place) => {
        const result = computed[hand]?.[place];
        if (result !== undefined) results[index] = result;
      });
    });
    return results;
  }

  /** The replicas that share such a call, with the weights of now; the first is this thread's. */
  async #replicasFor(operationsPerParameter: number): Promise<readonly Replica[]> {
    const workers = await this.#team.workersFor(operationsPerParameter * this.parameterCount);
    if (workers.length === 0) return [this.#own];
    const weights = (this.#weights ??= new SharedWeights(this.#own.parameters));
    await weights.publish();
    return [this.#own, ...workers.map((worker) => this.#replicaIn(worker, weights))];
  }

  #replicaIn(worker: WorkerThread, weights: SharedWeights): RemoteReplica {
    const known = this.#remote.get(worker);
    if (known !== undefined) return known;
    const replica = new RemoteReplica(worker, this.#number, this.#own.settings, weights);
    this.#remote.set(worker, replica);
    return replica;
  }
}

/** Tokens of contexts and completions. */
function tokenCount(sequences: readonly TokenSequence[]): number {
  return sequences.reduce(
    (sum, { context, completion }) => sum + context.length + completion.length,
    0,
  );
}
