import { cpuBackend, describeOn, EVERY, OTHERS } from '@waltz/compute/testing';
import type { Backend } from '@waltz/core';
import { expect, it } from 'vitest';
import { ADAM, CONTEXTS, greatestDifference, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';

/** What an engine does, in numbers, on one backend. */
async function history(backend: Backend) {
  await backend.activate();
  const engine = tinyEngine({ lora: { rank: 2, alpha: 4 } });
  const requests = CONTEXTS.map((context, seed) => ({ context, seed }));
  const samples = await engine.sample(requests, { temperature: 1, maxNewTokens: 8 });
  await engine.forwardBackward(LESSONS);
  const { gradientNorm } = await engine.optimStep(ADAM);
  const logprobs = await engine.logprobs(LESSONS);
  engine.dispose();
  return { samples, gradientNorm, logprobs };
}

describeOn(OTHERS, 'the engine', (backend) => {
  it('agrees with cpu to 1e-5', async () => {
    const [expected, actual] = [await history(cpuBackend), await history(backend)];
    const told = (run: typeof expected) => run.samples.map(({ logprobs }) => logprobs);
    expect(actual.samples.map(({ tokens }) => tokens)).toEqual(
      expected.samples.map(({ tokens }) => tokens),
    );
    expect(greatestDifference(told(expected), told(actual))).toBeLessThan(1e-5);
    expect(Math.abs(actual.gradientNorm / expected.gradientNorm - 1)).toBeLessThan(1e-5);
    expect(greatestDifference(expected.logprobs, actual.logprobs)).toBeLessThan(1e-5);
  });
});

describeOn(EVERY, 'the engine', (backend) => {
  it('repeats itself to the last bit', async () => {
    expect(await history(backend)).toEqual(await history(backend));
  });
});
