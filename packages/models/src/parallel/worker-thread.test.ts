import { activate } from '@waltz/compute';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADAM, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';
import { ParallelEngine } from './parallel-engine.ts';
import { wholeTeam } from './team.ts';
import { WorkerThread } from './worker-thread.ts';

const DYING = new URL('../testing/dying-worker.mjs', import.meta.url);
const requests = LESSONS.map(({ context }, seed) => ({ context, seed }));
const decoding = { temperature: 1, maxNewTokens: 3 };

describe('a worker', () => {
  let engine: ParallelEngine;
  beforeAll(() => activate('cpu'));
  afterEach(() => engine.dispose());

  it.each([
    ['exit', /^worker 2 is gone: it ended with code 3\..*compute\.workers=1/],
    ['throw', /^worker 2 is gone: the kernels are lost/],
  ])(
    'that dies in a call (%s) is named, in this call and in every later one',
    async (end, message) => {
      const worker = new WorkerThread('worker 2', end, DYING);
      engine = new ParallelEngine(tinyEngine(), { workersFor: async () => [worker] });
      await expect(engine.sample(requests, decoding)).rejects.toThrow(message);
      await expect(engine.logprobs(LESSONS)).rejects.toThrow(message);
      expect(worker.isAlive).toBe(false);
    },
  );

  it('that cannot start is named', async () => {
    engine = new ParallelEngine(tinyEngine(), wholeTeam('abacus', 2));
    await expect(engine.sample(requests, decoding)).rejects.toThrow(
      'worker 2 (abacus) is gone: @waltz/compute has no backend "abacus"',
    );
  });

  it('whose call fails is named, and goes on with the next', async () => {
    engine = new ParallelEngine(tinyEngine(), wholeTeam('cpu', 2));
    const strange = { context: [99], completion: [1], derivatives: [1] };
    await expect(engine.forwardBackward([strange])).rejects.toThrow('token 99 is not in the');
    await expect(engine.logprobs([...LESSONS, strange])).rejects.toThrow('token 99 is not in the');
    await engine.forwardBackward(LESSONS);
    await engine.optimStep({ ...ADAM, learningRate: Infinity });
    await expect(engine.sample(requests, decoding)).rejects.toThrow('logits that are not finite');
  });
});
