import { COMPILED, describeOn } from '@waltz/compute/testing';
import { RandomStream } from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { peakBytes } from '../testing/peak-bytes.ts';
import { TINY, tinyEngine } from '../testing/tiny-engine.ts';
import { passMemory } from './pass-memory.ts';

/** A model and a batch of random sizes, half of the tokens completions; none of them was part of the fit. */
function drawn(random: RandomStream) {
  const [headDim, kvHeads] = [random.pick([12, 24, 40]), random.pick([1, 2, 3])];
  const heads = kvHeads * random.pick([1, 2, 4]);
  const [sequences, half] = [random.pick([6, 12, 20]), random.pick([24, 48])];
  return {
    architecture: {
      ...TINY,
      ...{ heads, kvHeads, dim: heads * headDim, maxPositions: 256 },
      hiddenDim: random.pick([100, 200, 300]),
      layers: random.pick([3, 5, 8]),
      vocabularySize: random.pick([300, 1500, 5000]),
    },
    rank: random.pick([3, 8, 12]),
    lessons: Array.from({ length: sequences }, () => ({
      context: Array.from({ length: half + 1 }, () => 1),
      completion: Array.from({ length: half }, () => 2),
      derivatives: Array.from({ length: half }, () => 1),
    })),
    microBatchTokens: sequences * 2 * half,
  };
}

describeOn(
  COMPILED.filter(({ name }) => name === 'native'),
  'the memory of a pass',
  (backend) => {
    it.each([
      ['of adapters', true, false],
      ['of adapters, checkpointed', true, true],
      ['of all weights', false, false],
      ['of all weights, checkpointed', false, true],
    ])('%s is near what is measured', async (_, adapts, gradientCheckpointing) => {
      await backend.activate();
      const random = new RandomStream(11);
      for (let model = 0; model < 6; model++) {
        const { architecture, rank, lessons, microBatchTokens } = drawn(random);
        const lora = adapts ? { rank, alpha: 1 } : null;
        const settings = { architecture, lora, gradientCheckpointing, microBatchTokens };
        const engine = tinyEngine({ ...settings, keepsBatchesWhole: true });
        const measured = await peakBytes(async () => {
          const { gradient } = await engine.gradientOf([lessons]);
          tf.dispose([...(gradient ?? [])]);
        });
        const gradient = engine.parameters.trainable.reduce((sum, { size }) => sum + 4 * size, 0);
        engine.dispose();
        expect(passMemory(settings) / (measured - gradient)).toBeGreaterThan(0.85);
        expect(passMemory(settings) / (measured - gradient)).toBeLessThan(1.15);
      }
    });
  },
);
