import { describeOn, EVERY } from '@waltz/compute/testing';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { referenceLogprobs } from '../testing/reference-llama.ts';
import { tensorsIn } from '../testing/tensors-in.ts';
import { ADAM, greatestDifference, LESSONS, TINY, tinyEngine } from '../testing/tiny-engine.ts';

const TEXT = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 3, 1];

describeOn(EVERY, 'the transformer', (backend) => {
  it.each([
    ['grouped queries, tied embeddings', TINY],
    ['an output projection of its own', { ...TINY, tieEmbeddings: false }],
    ['as many keys as queries', { ...TINY, kvHeads: 4, ropeBase: 50 }],
    ['one key for all', { ...TINY, kvHeads: 1, normEpsilon: 0.1 }],
  ])('computes the Llama decoder from its own checkpoint: %s', async (_, architecture) => {
    await backend.activate();
    const engine = tinyEngine({ architecture });
    await engine.forwardBackward(LESSONS);
    await engine.optimStep({ ...ADAM, learningRate: 0.05 });
    const path = join(await mkdtemp(join(tmpdir(), 'waltz-model-')), 'weights.safetensors');
    await engine.saveWeights(path);

    const reference = referenceLogprobs(architecture, tensorsIn(path), TEXT);
    const expected = TEXT.slice(1).map((token, position) => reference[position]?.[token] ?? NaN);
    const [first = 0, ...rest] = TEXT;
    const computed = await engine.logprobs([{ context: [first], completion: rest }]);
    expect(greatestDifference([expected], computed)).toBeLessThan(1e-5);
    engine.dispose();
  });
});
