import { activate } from '@waltz/compute';
import { describe, expect, it } from 'vitest';
import { ADAM, CONTEXTS, greatestDifference, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';

/** What an engine does, in numbers, on one backend. */
async function history(backend: 'cpu' | 'wasm') {
  await activate(backend);
  const engine = tinyEngine({ lora: { rank: 2, alpha: 4 } });
  const requests = CONTEXTS.map((context, seed) => ({ context, seed }));
  const samples = await engine.sample(requests, { temperature: 1, maxNewTokens: 8 });
  await engine.forwardBackward(LESSONS);
  const { gradientNorm } = await engine.optimStep(ADAM);
  const logprobs = await engine.logprobs(LESSONS);
  engine.dispose();
  return { samples, gradientNorm, logprobs };
}

describe('the backends', () => {
  it('agree to 1e-5', async () => {
    const [cpu, wasm] = [await history('cpu'), await history('wasm')];
    const told = (run: typeof cpu) => run.samples.map(({ logprobs }) => logprobs);
    expect(wasm.samples.map(({ tokens }) => tokens)).toEqual(
      cpu.samples.map(({ tokens }) => tokens),
    );
    expect(greatestDifference(told(cpu), told(wasm))).toBeLessThan(1e-5);
    expect(Math.abs(wasm.gradientNorm / cpu.gradientNorm - 1)).toBeLessThan(1e-5);
    expect(greatestDifference(cpu.logprobs, wasm.logprobs)).toBeLessThan(1e-5);
  });
});
