import { activate } from '@waltz/compute';
import { RandomStream } from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialValues } from '../model/initialisation.ts';
import { resolveWeights, type NamedTensors } from '../model/weights.ts';
import type { LoraSettings } from '../model/architecture.ts';
import { LESSONS, TINY } from '../testing/tiny-engine.ts';
import { completionGradient, completionLogprobs } from './completion-logprobs.ts';
import { Parameters } from './parameters.ts';
import { layOut } from './token-batch.ts';

const BATCH = layOut(LESSONS);
const DERIVATIVES = LESSONS.flatMap(({ derivatives }) => derivatives);
/** Small enough for the third derivative, large enough for float32. */
const DISTANCE = 4e-3;

describe.each<[string, boolean, LoraSettings | null]>([
  ['tied embeddings', true, null],
  ['an output projection of its own', false, null],
  ['adapters', true, { rank: 3, alpha: 6 }],
])('the gradient with %s', (_, tieEmbeddings, lora) => {
  beforeAll(() => activate('cpu'));

  it('is the slope of Σ derivative · log p along a random direction in each parameter', async () => {
    const architecture = { ...TINY, tieEmbeddings };
    const random = RandomStream.of('gradient test');
    // Adapters start at 0, where the gradient of their other half is 0 too; move away from there.
    const parameters = new Parameters(architecture, lora, (layout) =>
      initialValues(layout, 5).map((value) => value + 0.2 * (random.uniform() - 0.5)),
    );
    const logprobs = (named: NamedTensors) =>
      completionLogprobs(architecture, resolveWeights(architecture, lora, named), BATCH);
    const { gradients } = completionGradient(parameters, BATCH, DERIVATIVES);
    const objective = async (name: string, direction: tf.Tensor, distance: number) => {
      const moved = tf.add(parameters.variables.get(name) ?? 0, tf.mul(direction, distance));
      const values = await logprobs(
        new Map([...parameters.variables, [name, moved]]),
      ).data<'float32'>();
      return values.reduce((sum, value, token) => sum + value * (DERIVATIVES[token] ?? NaN), 0);
    };
    for (const [index, gradient] of gradients.entries()) {
      const name = parameters.trainableLayouts[index]?.name ?? '';
      const direction = tf.tensor(
        Float32Array.from({ length: gradient.size }, () => random.uniform() - 0.5),
        gradient.shape,
      );
      const [slope] = await tf.sum(tf.mul(gradient, direction)).data();
      const ahead = await objective(name, direction, DISTANCE);
      const behind = await objective(name, direction, -DISTANCE);
      const difference = (ahead - behind) / (2 * DISTANCE);
      expect(Math.abs((slope ?? NaN) - difference), name).toBeLessThan(
        2e-3 * (1 + Math.abs(difference)),
      );
    }
    parameters.dispose();
  });
});
