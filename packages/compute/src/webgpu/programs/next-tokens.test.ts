import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { afterEach, expect, it, vi } from 'vitest';
import { webGpuBackend } from '../../backends/backends.ts';
import { chooseTokens } from '../../decoding/choose-tokens.ts';
import { describeOn } from '../../testing/describe-on.ts';

/** Of one token a lane; of as many as all lanes of all stretches have; of several each, with lanes that have none left. */
const VOCABULARIES = [65, 4096, 5001, 151_936];

/** Logits of `rows` rows, each of which another uniform number draws from. */
function spreadDraws(vocabulary: number, rows: number) {
  const random = new RandomStream(vocabulary);
  const values = Float32Array.from(
    { length: rows * vocabulary },
    () => 3 * Math.log(random.uniform()),
  );
  const draws = Array.from({ length: rows }, (_, row) => ({
    temperature: [1, 0.5, 2][row % 3] ?? 1,
    uniform: row / rows,
  }));
  return { values, draws };
}

describeOn([webGpuBackend], 'the choice among many tokens', (backend) => {
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(0);
  });

  it.each(VOCABULARIES)('of %d lies where the distribution says, by one dispatch', async (size) => {
    await backend.activate();
    const { values, draws } = spreadDraws(size, 12);
    const logits = tf.tensor2d(values, [12, size]);
    // Private to TensorFlow.js.
    const gpu = tf.backend() as WebGPUBackend as unknown as { recordAndSubmit: () => void };
    const dispatch = vi.spyOn(gpu, 'recordAndSubmit');
    const chosen = await chooseTokens(logits, draws);
    expect(dispatch).toHaveBeenCalledTimes(1);
    dispatch.mockRestore();
    draws.forEach(({ temperature, uniform }, row) => {
      const { token, logprob } = chosen[row] ?? { token: NaN, logprob: NaN };
      const own = values.subarray(row * size, (row + 1) * size);
      const sumOf = (part: Float32Array, heat: number) =>
        part.reduce((sum, logit) => sum + Math.exp(logit / heat), 0);
      const total = sumOf(own, temperature);
      const before = sumOf(own.subarray(0, token), temperature) / total;
      expect(before).toBeLessThan(uniform + 1e-6);
      expect(before + sumOf(own.subarray(token, token + 1), temperature) / total).toBeGreaterThan(
        uniform - 1e-6,
      );
      expect(logprob).toBeCloseTo((own[token] ?? NaN) - Math.log(sumOf(own, 1)), 4);
    });
  });

  it.each(VOCABULARIES)(
    'of %d finds a lone one at either end, and the first of equals',
    async (size) => {
      await backend.activate();
      const rows = [[0], [size - 1], [size - 2, size - 1], [Math.floor(size / 2), size - 1]];
      const values = new Float32Array(rows.length * size).fill(-1000);
      rows.forEach((likely, row) => {
        for (const token of likely) values[row * size + token] = 5;
      });
      for (const [temperature, uniform] of [
        [1, 0],
        [0, 0.9],
      ] as const) {
        const draws = rows.map(() => ({ temperature, uniform }));
        const chosen = await chooseTokens(tf.tensor2d(values, [rows.length, size]), draws);
        expect(chosen.map(({ token }) => token)).toEqual(rows.map(([first]) => first));
      }
      const draws = rows.map(() => ({ temperature: 1, uniform: 1 - 2 ** -32 }));
      const chosen = await chooseTokens(tf.tensor2d(values, [rows.length, size]), draws);
      expect(chosen.map(({ token }) => token)).toEqual(rows.map((likely) => likely.at(-1)));
    },
  );

  it('refuses one that is not finite among them, and rows that weigh nothing', async () => {
    await backend.activate();
    const draw = { temperature: 0.5, uniform: 0.5 };
    for (const wrong of [NaN, Infinity]) {
      const values = new Float32Array(5001);
      values[4999] = wrong;
      await expect(chooseTokens(tf.tensor2d(values, [1, 5001]), [draw])).rejects.toThrow('finite');
    }
    const nothing = tf.fill<tf.Rank.R2>([1, 70], -Infinity);
    await expect(chooseTokens(nothing, [draw])).rejects.toThrow('finite');
  });
});
