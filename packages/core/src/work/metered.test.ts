import { expect, it } from 'vitest';
import { bigramEngines } from '../testing/bigram-engine.ts';
import { meteredEngine } from './metered.ts';
import { WorkMeter } from './work-meter.ts';

const SEQUENCES = [{ context: [1, 2], completion: [3, 0] }];

it('counts all that an engine and its frozen copies do, and changes nothing', async () => {
  const meter = new WorkMeter();
  const plain = await bigramEngines(5, 0).open({ seed: 1 });
  const engine = meteredEngine(plain, 'feedback', meter);
  const reference = await engine.fork();
  expect(await reference.logprobs(SEQUENCES)).toEqual(await plain.logprobs(SEQUENCES));
  await engine.logprobs(SEQUENCES);
  const [sampled] = await engine.sample([{ context: [1], seed: 3 }], {
    temperature: 1,
    maxNewTokens: 4,
  });
  await engine.forwardBackward(SEQUENCES.map((one) => ({ ...one, derivatives: [1, 1] })));
  await engine.optimStep({
    learningRate: 0.1,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    maxGradientNorm: 1,
  });
  const counts = meter.take().map(({ seconds, ...counted }) => {
    expect(seconds).toBeGreaterThanOrEqual(0);
    return counted;
  });
  const once = { sequences: 1, contextTokens: 2, completionTokens: 2, pairs: 6 };
  expect(counts).toMatchObject([
    { policy: 'feedback', phase: 'logprobs', sequences: 2, contextTokens: 4, pairs: 12 },
    { phase: 'sample', contextTokens: 1, completionTokens: sampled?.tokens.length },
    { phase: 'update', ...once },
  ]);
  expect(meter.take()).toEqual([]);
});
