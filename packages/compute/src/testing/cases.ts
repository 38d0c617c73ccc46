import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@waltz/core';
import { causalAttention } from '../operations/causal-attention.ts';
import { chosenLogprobs } from '../operations/chosen-logprobs.ts';
import { embed } from '../operations/embed.ts';
import { linear } from '../operations/linear.ts';
import { residualSum } from '../operations/residual-sum.ts';
import { rmsNorm } from '../operations/rms-norm.ts';
import { rotaryAt, rotaryEmbedding } from '../operations/rotary-embedding.ts';
import { rotaryFrequencies } from '../operations/rotary-frequencies.ts';
import { swiGlu } from '../operations/swi-glu.ts';
import { headsOf, outputOf } from './layer-halves.ts';
import { randomValues, type Operation, type Values } from './on-backend.ts';

/** An operation with inputs of random shape. */
export interface Case {
  readonly operation: Operation;
  readonly inputs: readonly Values[];
}

type Draw = (random: RandomStream) => Case;

/** 1..most, with 1 and odd sizes among them. */
const size = (random: RandomStream, most: number): number => 1 + random.integer(most);

const ids = (random: RandomStream, count: number, bound: number): Int32Array =>
  Int32Array.from({ length: count }, () => random.integer(bound));

/** Every differentiable operation, with shapes that leave remainders in every kernel. */
export const cases: Readonly<Record<string, Draw>> = {
  rmsNorm: (random) => {
    const dim = size(random, 21);
    return {
      operation: (x, gain) => rmsNorm(x, gain, 1e-5),
      inputs: [randomValues(random, [size(random, 7), dim]), randomValues(random, [dim])],
    };
  },
  rotaryEmbedding: (random) => {
    const headDim = 2 * size(random, 9);
    const shape = [size(random, 3), size(random, 9), size(random, 3), headDim];
    const offset = random.integer(200);
    return {
      operation: (x) => rotaryEmbedding(x, rotaryFrequencies(headDim, 10_000), offset),
      inputs: [randomValues(random, shape)],
    };
  },
  rotaryAt: (random) => {
    const batch = size(random, 9);
    const positions = ids(random, batch, 300);
    const headDim = 2 * size(random, 9);
    const frequencies = rotaryFrequencies(headDim, 10_000);
    return {
      operation: (x) => rotaryAt(x, positions, frequencies),
      inputs: [randomValues(random, [batch, size(random, 3), headDim])],
    };
  },
  causalAttention: (random) => {
    const [batch, length] = [size(random, 3), size(random, 70)];
    const [kvHeads, group, headDim] = [size(random, 2), size(random, 3), size(random, 18)];
    return {
      operation: (q, k, v) => causalAttention(q, k, v),
      inputs: [
        randomValues(random, [batch, length, kvHeads * group, headDim]),
        randomValues(random, [batch, length, kvHeads, headDim]),
        randomValues(random, [batch, length, kvHeads, headDim]),
      ],
    };
  },
  swiGlu: (random) => {
    const shape = [size(random, 7), size(random, 21)];
    return {
      operation: (gate, up) => swiGlu(tf.mul(gate, 8), up),
      inputs: [randomValues(random, shape), randomValues(random, shape)],
    };
  },
  embed: (random) => {
    const [vocabulary, rows] = [1 + size(random, 9), size(random, 20)];
    const chosen = ids(random, rows, vocabulary);
    return {
      operation: (table) => embed(table, tf.tensor1d(chosen, 'int32')),
      inputs: [randomValues(random, [vocabulary, size(random, 9)])],
    };
  },
  chosenLogprobs: (random) => {
    const [rows, vocabulary] = [size(random, 9), 1 + size(random, 40)];
    const chosen = ids(random, rows, vocabulary);
    return {
      operation: (logits) => chosenLogprobs(tf.mul(logits, 9), tf.tensor1d(chosen, 'int32')),
      inputs: [randomValues(random, [rows, vocabulary])],
    };
  },
  linear: (random) => {
    const [rows, inner, columns] = [size(random, 70), size(random, 300), size(random, 20)];
    return {
      operation: (x, weight) => linear(x, weight),
      inputs: [randomValues(random, [rows, inner]), randomValues(random, [inner, columns])],
    };
  },
  linearBesideAdapter: (random) => {
    const [rows, inner, columns] = [size(random, 70), size(random, 60), size(random, 20)];
    const [rank, scale] = [size(random, 5), 0.25 * size(random, 8)];
    const frozen = randomValues(random, [inner, columns]);
    return {
      operation: (x, down, up) =>
        linear(x, tf.tensor(frozen.data, [inner, columns]), { down, up, scale }),
      inputs: [
        randomValues(random, [rows, inner]),
        randomValues(random, [inner, rank]),
        randomValues(random, [rank, columns]),
      ],
    };
  },
  residualSum: (random) => {
    const shape = [size(random, 9), size(random, 21)];
    // The sum goes on twice, as in a layer: both gradients of `left` meet.
    return {
      operation: (left, right) => residualSum(left, tf.mul(right, residualSum(left, right))),
      inputs: [randomValues(random, shape), randomValues(random, shape)],
    };
  },
  attentionHeads: (random) => {
    const [batch, length, dim] = [size(random, 3), size(random, 40), size(random, 21)];
    const [kvHeads, group, headDim] = [size(random, 2), size(random, 3), 2 * size(random, 9)];
    const key = [dim, kvHeads * headDim];
    return {
      operation: headsOf({
        ...{ batch, headDim, normEpsilon: 1e-5 },
        ropeFrequencies: rotaryFrequencies(headDim, 10_000),
      }),
      inputs: [
        randomValues(random, [batch * length, dim]),
        randomValues(random, [dim]),
        randomValues(random, [dim, kvHeads * group * headDim]),
        randomValues(random, key),
        randomValues(random, key),
      ],
    };
  },
  blockOutput: (random) => {
    // What a row of few numbers comes to may be all but 0, where a norm magnifies every rounding.
    const [rows, dim] = [size(random, 200), 4 + size(random, 17)];
    const [heard, hidden] = [size(random, 21), size(random, 40)];
    const shapes = [
      ...[[rows, dim], [rows, heard], [heard, dim], [dim]],
      ...[
        [dim, hidden],
        [dim, hidden],
        [hidden, dim],
      ],
    ];
    return { operation: outputOf, inputs: shapes.map((shape) => randomValues(random, shape)) };
  },
};
