import { activate } from '@waltz/compute';
import { RandomStream } from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialValues } from '../model/initialisation.ts';
import { adaptedWeights, type NamedTensors } from '../model/weights.ts';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import { expectSlopes } from '../testing/expect-slopes.ts';
import { COMPILED, describeOn } from '@waltz/compute/testing';
import { LESSONS, TINY } from '../testing/tiny-engine.ts';
import { completionGradient, completionLogprobs } from './completion-logprobs.ts';
import { Parameters } from './parameters.ts';
import { layOut } from './token-batch.ts';

const BATCH = layOut(LESSONS);
const DERIVATIVES = LESSONS.flatMap(({ derivatives }) => derivatives);

/** What Qwen2, Qwen3 and Mistral have beyond Llama. */
const EXTRAS: Partial<Architecture> = {
  ...{ attentionBiases: true, headNorms: true, headDim: 6, windows: [3, null] },
  ropeFactors: [1, 2, 4],
};

const MODELS: readonly [string, Partial<Architecture>, LoraSettings | null][] = [
  ['tied embeddings', {}, null],
  ['an output projection of its own', { tieEmbeddings: false }, null],
  ['adapters', {}, { rank: 3, alpha: 6 }],
  ['biases, norms of heads and a window', EXTRAS, null],
];

/** Values of which no gradient is 0: adapters start there, where the gradient of their other half is 0 too. */
function somewhere(differences: Partial<Architecture>, lora: LoraSettings | null): Parameters {
  const random = RandomStream.of('gradient test');
  return new Parameters({ ...TINY, ...differences }, lora, (layout) =>
    initialValues(layout, 5).map((value) => value + 0.2 * (random.uniform() - 0.5)),
  );
}

describe.each(MODELS)('the gradient with %s', (_, differences, lora) => {
  beforeAll(() => activate('cpu'));

  it('is the slope of Σ derivative · log p along a random direction in each parameter', async () => {
    const parameters = somewhere(differences, lora);
    const logprobs = (named: NamedTensors) =>
      completionLogprobs(
        parameters.architecture,
        adaptedWeights(parameters.architecture, lora, named),
        BATCH,
      );
    const { gradients } = completionGradient(parameters, BATCH, DERIVATIVES);
    const random = RandomStream.of('directions');
    await expectSlopes(parameters, gradients, DERIVATIVES, logprobs, random);
    parameters.dispose();
  });
});

describeOn(COMPILED, 'gradient checkpointing', (backend) => {
  beforeAll(() => backend.activate());

  it.each(MODELS)('gives the same bytes, with %s', async (_, differences, lora) => {
    const parameters = somewhere(differences, lora);
    const before = tf.memory().numTensors;
    const kept = completionGradient(parameters, BATCH, DERIVATIVES);
    const again = completionGradient(parameters, BATCH, DERIVATIVES, true);
    for (const [index, gradient] of kept.gradients.entries()) {
      expect(again.gradients[index]?.dataSync()).toEqual(gradient.dataSync());
    }
    expect(again.logprobs.dataSync()).toEqual(kept.logprobs.dataSync());
    for (const { logprobs, gradients } of [kept, again]) tf.dispose([logprobs, ...gradients]);
    expect(tf.memory().numTensors).toBe(before);
    parameters.dispose();
  });
});
