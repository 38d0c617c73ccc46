import { CUDA, describeOn, forwarded } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { ADAM, CONTEXTS, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';

describeOn(CUDA, 'what a card leaves to the processor', (backend) => {
  it.each([
    ['with all weights trained', {}],
    ['with adapters', { lora: { rank: 2, alpha: 4 } }],
    ['with adapters and little kept', { lora: { rank: 2, alpha: 4 }, gradientCheckpointing: true }],
  ])('is nothing of sampling, scoring and training, %s', async (_, settings) => {
    await backend.activate();
    const engine = tinyEngine(settings);
    const requests = CONTEXTS.map((context, seed) => ({ context, seed }));
    forwarded.clear();
    await engine.sample(requests, { temperature: 1, maxNewTokens: 3 });
    await engine.logprobs(LESSONS);
    await engine.forwardBackward(LESSONS);
    await engine.forwardBackward(LESSONS);
    await engine.optimStep(ADAM);
    expect([...forwarded]).toEqual([]);
    engine.dispose();
  });
});
