import { describeOn, EVERY, relativeError } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { familyReferences, folderOf } from '../testing/family-references.ts';
import { logitsFrom, pretrainedEngine } from '../testing/pretrained-engine.ts';
import { ADAM } from '../testing/tiny-engine.ts';

const { text, kept, prompts, newTokens, models } = familyReferences;

/** Of the largest number: transformers computes norms and softmax in single precision, whatever the weights are. */
const TOLERANCE = 2e-5;

describeOn(EVERY, 'a published model, against transformers,', (backend) => {
  it.each(models)('$name: logits', async ({ name, logits }) => {
    await backend.activate();
    const engine = await pretrainedEngine(folderOf(name));
    const computed = await logitsFrom(engine, text, kept);
    expect(relativeError(computed, logits.flat())).toBeLessThan(TOLERANCE);
    engine.dispose();
  });

  it.each(models)('$name: greedy continuations', async ({ name, greedy }) => {
    await backend.activate();
    const engine = await pretrainedEngine(folderOf(name));
    const requests = prompts.map((context) => ({ context, seed: 1 }));
    const samples = await engine.sample(requests, { temperature: 0, maxNewTokens: newTokens });
    expect(samples.map(({ tokens }) => tokens)).toEqual(greedy);
    engine.dispose();
  });

  it.each(models)('$name: the norm of a gradient', async ({ name, gradientNorm }) => {
    await backend.activate();
    const engine = await pretrainedEngine(folderOf(name));
    const completion = text.slice(1);
    const derivatives = completion.map(() => -1);
    await engine.forwardBackward([{ context: text.slice(0, 1), completion, derivatives }]);
    const step = await engine.optimStep(ADAM);
    expect(relativeError([step.gradientNorm], [gradientNorm])).toBeLessThan(TOLERANCE);
    engine.dispose();
  });
});
