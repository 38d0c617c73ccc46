import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import {
  adamUpdate,
  causalAttention,
  chosenLogprobs,
  embed,
  rmsNorm,
  createCache,
  PAGE,
  rotaryEmbedding,
  rotaryFrequencies,
  swiGlu,
  type CacheRows,
} from '@waltz/compute';
import { RandomStream } from '@waltz/core';
import { cachedLayer, randomWeights } from '../../packages/compute/src/testing/decoder-layer.ts';
import type { OperationCase } from './protocol.ts';

/** An operation with its inputs on the active backend. */
export interface OperationCall {
  /** Computes it once, its gradient too where that is asked for, until the result is there. */
  run(): Promise<void>;
  dispose(): void;
}

interface Operation {
  readonly inputs: readonly Tensor[];
  readonly forward: (...inputs: Tensor[]) => Tensor;
  readonly dispose?: () => void;
}

/** Prepares an operation of `OPERATIONS` at a shape. Throws when there is none of that name. */
export function operationCall({ operation, shape, kind, gradient }: OperationCase): OperationCall {
  const make = OPERATIONS[operation];
  if (make === undefined) throw new Error(`there is no operation "${operation}"`);
  const { inputs, forward, dispose } = make(shape, kind);
  const upstream = gradient ? tf.tidy(() => tf.onesLike(forward(...inputs))) : null;
  const compute =
    upstream === null
      ? () => forward(...inputs)
      : () => tf.grads(forward)([...inputs], upstream)[0] ?? upstream;
  return {
    run: async () => {
      // One value is enough to know that all are there, and costs a device next to nothing to send.
      const first = tf.tidy(() => tf.slice(tf.reshape(compute(), [-1]), 0, 1));
      await first.data();
      first.dispose();
    },
    dispose: () => {
      tf.dispose([...inputs, ...(upstream === null ? [] : [upstream])]);
      dispose?.();
    },
  };
}

const EPSILON = 1e-5;
const ROPE_BASE = 10_000;
const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, gradientScale: 1 };

/** The operations of our models, by the names and axes of peers/operations.py. */
const OPERATIONS: Readonly<
  Record<string, (shape: readonly number[], kind: OperationCase['kind']) => Operation>
> = {
  matMul: ([m = 0, n = 0, k = 0], kind) => {
    const [transposeA, transposeB] = [kind === 'tn', kind === 'nt'];
    return {
      inputs: [random(transposeA ? [k, m] : [m, k]), random(transposeB ? [n, k] : [k, n])],
      forward: (a, b) => tf.matMul(a, b, transposeA, transposeB),
    };
  },
  rmsNorm: ([rows = 0, dim = 0]) => ({
    inputs: [random([rows, dim]), random([dim])],
    forward: (x, gain) => rmsNorm(x, gain, EPSILON),
  }),
  rotaryEmbedding: (shape) => ({
    inputs: [random(shape)],
    forward: (x) => rotaryEmbedding(x, rotaryFrequencies(x.shape.at(-1) ?? 0, ROPE_BASE)),
  }),
  causalAttention: ([batch = 0, length = 0, heads = 0, kvHeads = 0, columns = 0]) => ({
    inputs: [heads, kvHeads, kvHeads].map((count) => random([batch, length, count, columns])),
    forward: (q, k, v) => causalAttention(q, k, v),
  }),
  decodingBlock: ([rows = 0, position = 0, dim = 0, heads = 0, kvHeads = 0, hiddenDim = 0]) => {
    const sizes = { dim, heads, kvHeads, hiddenDim, headDim: dim / heads };
    const weights = randomWeights(new RandomStream(1), sizes);
    const tableWidth = Math.ceil((position + 1) / PAGE);
    const pages = rows * tableWidth;
    const cache = createCache({ ...sizes, pages }, [weights]);
    const places: CacheRows = {
      sequences: Int32Array.from({ length: rows }, (_, row) => row),
      positions: new Int32Array(rows).fill(position),
      tables: Int32Array.from({ length: pages }, (_, page) => page),
      tableWidth,
    };
    return {
      inputs: [random([rows, dim])],
      forward: (hidden) => cachedLayer(cache, places, sizes, hidden as Tensor2D),
      dispose: () => {
        tf.dispose(Object.values<Tensor>({ ...weights }));
        cache.dispose();
      },
    };
  },
  swiGlu: (shape) => ({
    inputs: [random(shape), random(shape)],
    forward: (gate, up) => swiGlu(gate, up),
  }),
  embed: ([rows = 0, vocabulary = 0, columns = 0]) => {
    const ids = indices(rows, vocabulary);
    return {
      inputs: [random([vocabulary, columns])],
      forward: (table) => embed(table, ids),
      dispose: () => ids.dispose(),
    };
  },
  chosenLogprobs: ([rows = 0, vocabulary = 0]) => {
    const targets = indices(rows, vocabulary);
    return {
      inputs: [random([rows, vocabulary])],
      forward: (logits) => chosenLogprobs(logits, targets),
      dispose: () => targets.dispose(),
    };
  },
  adam: (shape) => {
    const gradient = random(shape);
    const [parameter, first, second] = [random(shape), tf.zeros([...shape]), tf.zeros([...shape])];
    const variables = [parameter, first, second].map((tensor) => tf.variable(tensor));
    tf.dispose([parameter, first, second]);
    let step = 0;
    return {
      inputs: [gradient],
      forward: (given) => {
        const [weights, moment1, moment2] = variables;
        if (weights && moment1 && moment2) {
          const state = { parameter: weights, gradient: given, moment1, moment2 };
          adamUpdate([state], { ...ADAM, step: ++step });
        }
        return weights ?? given;
      },
      dispose: () => tf.dispose(variables),
    };
  },
};

function random(shape: readonly number[]): Tensor {
  return tf.randomNormal([...shape]);
}

/** Row numbers below `bound`, scattered as peers/operations.py scatters them. */
function indices(rows: number, bound: number): Tensor1D {
  return tf.tensor1d(
    Int32Array.from({ length: rows }, (_, row) => (row * 7919) % bound),
    'int32',
  );
}
