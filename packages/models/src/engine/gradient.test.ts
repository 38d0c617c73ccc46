import { activate } from '@waltz/compute';
import { RandomStream } from '@waltz/core';
import { beforeAll, describe, it } from 'vitest';
import { initialValues } from '../model/initialisation.ts';
import { resolveWeights, type NamedTensors } from '../model/weights.ts';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import { expectSlopes } from '../testing/expect-slopes.ts';
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

describe.each<[string, Partial<Architecture>, LoraSettings | null]>([
  ['tied embeddings', {}, null],
  ['an output projection of its own', { tieEmbeddings: false }, null],
  ['adapters', {}, { rank: 3, alpha: 6 }],
  ['biases, norms of heads and a window', EXTRAS, null],
])('the gradient with %s', (_, differences, lora) => {
  beforeAll(() => activate('cpu'));

  it('is the slope of Σ derivative · log p along a random direction in each parameter', async () => {
    const architecture = { ...TINY, ...differences };
    const random = RandomStream.of('gradient test');
    // Adapters start at 0, where the gradient of their other half is 0 too; move away from there.
    const parameters = new Parameters(architecture, lora, (layout) =>
      initialValues(layout, 5).map((value) => value + 0.2 * (random.uniform() - 0.5)),
    );
    const logprobs = (named: NamedTensors) =>
      completionLogprobs(architecture, resolveWeights(architecture, lora, named), BATCH);
    const { gradients } = completionGradient(parameters, BATCH, DERIVATIVES);
    await expectSlopes(parameters, gradients, DERIVATIVES, logprobs, random);
    parameters.dispose();
  });
});
