import { expect, it } from 'vitest';
import { bigramEngines, BigramEngine } from './bigram-engine.ts';

const sequence = { context: [1, 2], completion: [3, 1, 0] };
const derivatives = [0.5, -1, 2];

/** Σ derivative · log p of the sequence under these logits. */
async function lossAt(logits: readonly number[]): Promise<number> {
  const [logprobs = []] = await new BigramEngine(4, 0, logits).logprobs([sequence]);
  return logprobs.reduce((sum, logprob, token) => sum + logprob * (derivatives[token] ?? 0), 0);
}

it('has exact gradients: their norm is that of finite differences', async () => {
  const logits = Array.from({ length: 16 }, (_, index) => Math.sin(index));
  const step = 1e-6;
  const slopes = await Promise.all(
    logits.map(async (_, moved) => {
      const shifted = (by: number) =>
        lossAt(logits.map((logit, index) => (index === moved ? logit + by : logit)));
      return ((await shifted(step)) - (await shifted(-step))) / (2 * step);
    }),
  );
  const engine = new BigramEngine(4, 0, logits);
  await engine.forwardBackward([{ ...sequence, derivatives }]);
  const adam = { learningRate: 0, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, maxGradientNorm: 0 };
  const { gradientNorm } = await engine.optimStep(adam);
  expect(gradientNorm).toBeCloseTo(Math.hypot(...slopes), 6);
});

it('samples with the log-probabilities that it gives to what it sampled', async () => {
  const engine = await bigramEngines(4, 0).open({ seed: 3 });
  const [sampled] = await engine.sample([{ context: [2], seed: 5 }], {
    temperature: 1,
    maxNewTokens: 10,
  });
  const completion = sampled?.tokens ?? [];
  expect(await engine.logprobs([{ context: [2], completion }])).toEqual([sampled?.logprobs]);
});
