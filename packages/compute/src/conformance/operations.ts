import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { causalAttention } from '../operations/causal-attention.ts';
import { chosenLogprobs } from '../operations/chosen-logprobs.ts';
import { embed } from '../operations/embed.ts';
import { linear } from '../operations/linear.ts';
import { rmsNorm } from '../operations/rms-norm.ts';
import { rotaryAt, rotaryEmbedding } from '../operations/rotary-embedding.ts';
import { rotaryFrequencies } from '../operations/rotary-frequencies.ts';
import { swiGlu } from '../operations/swi-glu.ts';
import { headsOf, outputOf } from '../testing/layer-halves.ts';
import type { Operation } from '../testing/on-backend.ts';

const ids = (...values: number[]) => tf.tensor1d(values, 'int32');

/** Of heads as wide as those of `x`. */
const frequenciesOf = (x: Tensor) => rotaryFrequencies(x.shape.at(-1) ?? 0, 10_000);

/** What the models call, with the names and constants of references.py. */
export const operations: Readonly<Record<string, Operation>> = {
  rmsNorm: (x, gain) => rmsNorm(x, gain, 1e-5),
  rotaryEmbedding: (x) => rotaryEmbedding(x, frequenciesOf(x), 100),
  rotaryAt: (x) => rotaryAt(x, Int32Array.of(3, 0, 250), frequenciesOf(x)),
  causalAttention: (q, k, v) => causalAttention(tf.mul(q, 8), k, v),
  swiGlu: (gate, up) => swiGlu(tf.mul(gate, 8), up),
  embed: (table) => embed(table, ids(4, 0, 2, 2, 4, 1, 4)),
  chosenLogprobs: (logits) => chosenLogprobs(tf.mul(logits, 9), ids(18, 0, 7, 3)),
  linear: (x, weight) => linear(x, weight),
  attentionHeads: headsOf({
    ...{ batch: 2, headDim: 4, normEpsilon: 1e-5 },
    ropeFrequencies: rotaryFrequencies(4, 10_000),
  }),
  blockOutput: outputOf,
};
