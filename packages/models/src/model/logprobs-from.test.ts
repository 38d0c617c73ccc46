import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { COMPILED, describeOn } from '@waltz/compute/testing';
import { RandomStream } from '@waltz/core';
import { beforeAll, expect, it } from 'vitest';
import { logprobsFrom } from './logprobs-from.ts';
import type { Weights } from './weights.ts';

const [ROWS, DIM, VOCABULARY] = [7, 5, 11];

function random(name: string, shape: [number, number]): Tensor2D {
  const stream = RandomStream.of(name);
  const values = Float32Array.from({ length: shape[0] * shape[1] }, () => stream.uniform() - 0.5);
  return tf.tensor2d(values, shape);
}

describeOn(COMPILED, 'log-probabilities some rows at a time', (backend) => {
  beforeAll(() => backend.activate());

  it.each<[string, boolean, Weights['learned'], number]>([
    ['a tied head that is learned', true, 'all', 2],
    ['a head of its own that is learned', false, 'all', 3],
    ['a tied head that stays', true, 'adapters', 4],
    ['a head of its own that stays, one row at a time', false, 'adapters', 1],
  ])('are those of all rows at once: %s', async (_, isTied, learned, rowsAtOnce) => {
    const before = tf.memory().numTensors;
    const hidden = random('hidden', [ROWS, DIM]);
    const table = random('table', isTied ? [VOCABULARY, DIM] : [DIM, VOCABULARY]);
    const targets = tf.tensor1d([0, 10, 3, 3, 7, 1, 5], 'int32');
    const derivatives = tf.tensor1d([1, -2, 0.5, 0, 3, 1, -1]);
    const differentiated = (logitsAtOnce: number) =>
      tf.valueAndGrads((states: Tensor, projection: Tensor) => {
        const embedding = isTied ? projection : hidden;
        const head = isTied ? null : projection;
        // What of the head is learned goes through the tape; what stays is read beside it.
        const weights = { embedding, head, layers: [], norm: hidden, learned };
        const logprobs = logprobsFrom(weights, states as Tensor2D, targets, logitsAtOnce);
        const rest = learned === 'all' ? 0 : tf.sum(tf.mul(projection, 0));
        return tf.add(logprobs, rest);
      })([hidden, table], derivatives);

    const [atOnce, inParts] = [differentiated(1e9), differentiated(rowsAtOnce * VOCABULARY)];
    const difference = (left: Tensor, right: Tensor) =>
      tf.tidy(() => tf.max(tf.abs(tf.sub(left, right))).dataSync()[0]);
    const zeros = tf.zerosLike(table);
    expect(difference(inParts.value, atOnce.value)).toBeLessThan(1e-6);
    expect(difference(inParts.grads[0] as Tensor, atOnce.grads[0] as Tensor)).toBeLessThan(1e-6);
    if (learned === 'all') {
      expect(difference(inParts.grads[1] as Tensor, atOnce.grads[1] as Tensor)).toBeLessThan(1e-6);
    } else {
      expect(difference(inParts.grads[1] as Tensor, zeros)).toBe(0);
    }
    for (const { value, grads } of [atOnce, inParts]) tf.dispose([value, ...grads]);
    tf.dispose([hidden, table, targets, derivatives, zeros]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
