import { expect, it } from 'vitest';
import { BigramCritic } from '../testing/bigram-critic.ts';
import { bigramEngines } from '../testing/bigram-engine.ts';
import { meteredCritic, meteredEngine } from './metered.ts';
import { WorkMeter } from './work-meter.ts';

const SEQUENCES = [{ context: [1, 2], completion: [3, 0] }];
const ONCE = { sequences: 1, contextTokens: 2, completionTokens: 2, pairs: 6 };
const DIFFERENTIATED = SEQUENCES.map((one) => ({ ...one, derivatives: [1, 1] }));
const ADAM = { learningRate: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, maxGradientNorm: 1 };

/** What was counted, without the time, which was taken too. */
function counted(meter: WorkMeter): readonly unknown[] {
  return meter.take().map(({ seconds, ...counts }) => {
    expect(seconds).toBeGreaterThanOrEqual(0);
    return counts;
  });
}

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
  await engine.forwardBackward(DIFFERENTIATED);
  await engine.optimStep(ADAM);
  expect(counted(meter)).toMatchObject([
    { policy: 'feedback', phase: 'logprobs', sequences: 2, contextTokens: 4, pairs: 12 },
    { phase: 'sample', contextTokens: 1, completionTokens: sampled?.tokens.length },
    { phase: 'update', ...ONCE },
  ]);
  expect(meter.take()).toEqual([]);
});

it('counts the values that a critic gives and learns, and changes none', async () => {
  const meter = new WorkMeter();
  const [plain, inside] = [new BigramCritic(5, ['feedback']), new BigramCritic(5, ['feedback'])];
  const critic = meteredCritic(inside, 'feedback-critic', meter);
  for (const one of [plain, critic]) {
    await one.forwardBackward('feedback', DIFFERENTIATED);
    await one.optimStep(ADAM);
  }
  expect(await critic.values('feedback', SEQUENCES)).toEqual(
    await plain.values('feedback', SEQUENCES),
  );
  expect(counted(meter)).toEqual([
    { policy: 'feedback-critic', phase: 'value-update', ...ONCE },
    { policy: 'feedback-critic', phase: 'values', ...ONCE },
  ]);
});
