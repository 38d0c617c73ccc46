import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { RandomStream, type Backend } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { memoryBytes, tensorCount } from './accounting.ts';
import { cudaBackend, wasmBackend } from './backends.ts';
import { createCache } from '../decoding/create-cache.ts';
import { causalAttention } from '../operations/causal-attention.ts';
import { chosenLogprobs } from '../operations/chosen-logprobs.ts';
import { embed } from '../operations/embed.ts';
import { linear } from '../operations/linear.ts';
import { rmsNorm } from '../operations/rms-norm.ts';
import { rotaryEmbedding } from '../operations/rotary-embedding.ts';
import { rotaryFrequencies } from '../operations/rotary-frequencies.ts';
import { swiGlu } from '../operations/swi-glu.ts';
import { adamUpdate } from '../optimiser/adam-update.ts';
import { cachedLayer, randomSizes, randomWeights } from '../testing/decoder-layer.ts';
import { describeOn, QUICK_COMPILED } from '../testing/describe-on.ts';
import { asWasmBackend } from '../wasm/wasm-backend.ts';

const VOCABULARY = 40;
const DIM = 16;

const settings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, gradientScale: 1 };

/** Bytes that the backend has taken for tensors, whether they are in use or not. */
function takenBytes(backend: Backend): number {
  if (backend === cudaBackend) {
    const { numBytesOnCard } = tf.memory() as { readonly numBytesOnCard?: number };
    return numBytesOnCard ?? NaN;
  }
  return backend === wasmBackend
    ? asWasmBackend(tf.backend()).wasm.asm.memory.buffer.byteLength
    : process.memoryUsage().arrayBuffers;
}

describeOn(QUICK_COMPILED, 'memory', (backend) => {
  it('stays flat over hundreds of steps of ever other shapes', async () => {
    await backend.activate();
    const variable = (...shape: number[]) =>
      tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.1)));
    const table = variable(VOCABULARY, DIM);
    const gain = variable(DIM);
    const mix = variable(DIM, DIM);
    const parameters = [table, gain, mix];
    const moments = parameters.map(({ shape }) =>
      tf.tidy(() => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))] as const),
    );
    const random = new RandomStream(5);
    const sizes = randomSizes(random);
    const weights = randomWeights(random, sizes);

    const step = (index: number): void => {
      const [batch, length] = [1 + random.integer(16), 1 + random.integer(60)];
      const shape = [batch, length, 2, DIM / 2];
      const ids = Int32Array.from({ length: batch * length }, () => random.integer(VOCABULARY));
      tf.tidy(() => {
        const tokens = tf.tensor1d(ids, 'int32');
        const { grads } = tf.variableGrads(() => {
          const x = rmsNorm(embed(table, tokens), gain, 1e-5);
          const q = rotaryEmbedding(
            tf.reshape(linear(x, mix), shape),
            rotaryFrequencies(DIM / 2, 100),
          );
          const mixed = tf.reshape(causalAttention(q, q, q), [-1, DIM]);
          const logits = tf.matMul(swiGlu(mixed, x), table, false, true);
          return tf.mean<tf.Scalar>(chosenLogprobs(logits, tokens));
        }, parameters);
        const states = parameters.map((parameter, at) => {
          const [moment1, moment2] = moments[at] as (typeof moments)[number];
          return { parameter, gradient: grads[parameter.name] as Tensor, moment1, moment2 };
        });
        adamUpdate(states, { ...settings, step: index + 1 });
      });
      const cache = createCache({ ...sizes, pages: 4 * batch }, [weights]);
      tf.tidy(() => {
        const rows = {
          sequences: Int32Array.from({ length: batch }, (_, row) => row),
          positions: new Int32Array(batch).fill(length),
          tables: Int32Array.from({ length: 4 * batch }, (_, page) => page),
          tableWidth: 4,
        };
        cachedLayer(cache, rows, sizes, tf.ones([batch, sizes.dim]));
      });
      cache.dispose();
    };

    for (let index = 0; index < 100; index++) step(index);
    const before = {
      tensors: tensorCount(),
      bytes: memoryBytes(),
      taken: takenBytes(backend),
    };
    for (let index = 100; index < 400; index++) step(index);
    expect(tensorCount()).toBe(before.tensors);
    expect(memoryBytes()).toBe(before.bytes);
    expect(takenBytes(backend)).toBeLessThanOrEqual(1.3 * before.taken);
  });
});

describe('the heap of wasm', () => {
  it('says so when one tensor is more than it can ever hold', async () => {
    await wasmBackend.activate();
    const wide = tf.zeros([1, 40_000]);
    expect(() => tf.matMul(wide, wide, true)).toThrow('no room for 6400000000 bytes');
    wide.dispose();
  });

  it('says so when it is full, in kernels of ours and of TensorFlow.js, and works on when there is room', async () => {
    await wasmBackend.activate();
    const row = tf.zeros([1, 2 ** 15]);
    const taken: Tensor[] = [];
    const before = tensorCount();
    const backend = asWasmBackend(tf.backend());
    // A GiB of addresses that nobody writes to: it costs the machine nothing.
    const fill = () =>
      tf.engine().makeTensorFromTensorInfo(backend.makeOutput([2 ** 28], 'float32'));
    expect(() => {
      for (;;) taken.push(fill());
    }).toThrow(/no room for 1073741824 bytes .* ends at 4 GiB; use smaller batches/);
    expect(taken.length).toBeGreaterThan(1);
    expect(() => tf.tile(row, [2 ** 13, 1])).toThrow('no room for 1073741824 bytes');
    tf.dispose(taken);
    expect(tensorCount()).toBe(before);
    expect([...(await tf.add(tf.tensor1d([1, 2]), 1).data())]).toEqual([2, 3]);
    row.dispose();
  });
});
