import { cpuBackend, describeOn, EVERY } from '@waltz/compute/testing';
import { RandomStream, type DifferentiatedSequence, type Engine } from '@waltz/core';
import { beforeAll, expect, it } from 'vitest';
import { ADAM, END_OF_TURN, tinyEngine } from '../testing/tiny-engine.ts';
import { ParallelEngine } from './parallel-engine.ts';
import { wholeTeam } from './team.ts';

const random = new RandomStream(7);
const tokens = (length: number) => Array.from({ length }, () => 1 + random.integer(12));

/** Long enough to make four shards, in lengths that fill no tile of a matrix product. */
const LESSONS: readonly DifferentiatedSequence[] = Array.from({ length: 221 }, () => {
  const completion = [...tokens(1 + random.integer(24)), END_OF_TURN];
  const derivatives = completion.map(() => random.uniform() - 0.5);
  return { context: tokens(1 + random.integer(14)), completion, derivatives };
});

const REQUESTS = LESSONS.slice(0, 37).map(({ context }, seed) => ({ context, seed }));
const SAMPLED = { temperature: 1, maxNewTokens: 12 };

/** Everything that an engine computes, over two steps, and what its reference says. */
async function history(engine: Engine): Promise<string> {
  const told: unknown[] = [];
  const reference = await engine.fork();
  for (let step = 0; step < 2; step++) {
    told.push(await engine.sample(REQUESTS, SAMPLED));
    told.push(await engine.forwardBackward(step === 0 ? LESSONS : LESSONS.slice(0, 20)));
    told.push(await engine.forwardBackward(LESSONS.slice(0, 5)), await engine.optimStep(ADAM));
  }
  told.push(await engine.logprobs(LESSONS.slice(0, 50)));
  told.push(await reference.logprobs(LESSONS.slice(0, 50)));
  reference.dispose();
  engine.dispose();
  return JSON.stringify(told);
}

describeOn(
  EVERY.filter(({ usesOneCore }) => usesOneCore),
  'an engine with workers',
  (backend) => {
    beforeAll(() => backend.activate());

    it.each([
      ['all weights', [1, 2, 4], { microBatchTokens: 1024, gradientCheckpointing: false }],
      [
        'adapters',
        [2],
        { microBatchTokens: 512, gradientCheckpointing: false, lora: { rank: 2, alpha: 4 } },
      ],
    ])(
      'computes the bytes that this thread alone computes, training %s',
      async (_, counts, settings) => {
        const alone = await history(tinyEngine(settings));
        for (const count of backend === cpuBackend ? [2] : counts) {
          const engine = new ParallelEngine(tinyEngine(settings), wholeTeam(backend.name, count));
          const same = (await history(engine)) === alone;
          expect(same, `${count} replicas`).toBe(true);
        }
      },
    );
  },
);
