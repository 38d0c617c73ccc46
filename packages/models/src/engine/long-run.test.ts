import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tensorCount } from '@waltz/compute';
import { COMPILED, describeOn } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { ADAM, CONTEXTS, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Resident memory in MiB, with nothing left to collect. */
function residentMemory(): number {
  collectGarbage();
  return process.memoryUsage().rss / 2 ** 20;
}

/**
 * MiB that the steps after the tenth may add, and those of the last half: what the compiler of JavaScript and the
 * allocator keep. Seen: 9 and 1.
 */
const SLACK = { all: 20, lastHalf: 6 };

describeOn(COMPILED, 'a run of a thousand steps', (backend) => {
  it('holds as many tensors and as much memory as after ten', async () => {
    await backend.activate();
    const engine = tinyEngine();
    const requests = CONTEXTS.map((context, seed) => ({ context, seed }));
    const stepUntil = async (first: number, last: number) => {
      for (let index = first; index < last; index++) {
        await engine.sample(requests, { temperature: 1, maxNewTokens: 2 });
        await engine.forwardBackward(LESSONS);
        await engine.optimStep(ADAM);
      }
      return { tensors: tensorCount(), resident: residentMemory() };
    };
    const ten = await stepUntil(0, 10);
    const half = await stepUntil(10, 500);
    const end = await stepUntil(500, 1000);
    expect([half.tensors, end.tensors]).toEqual([ten.tensors, ten.tensors]);
    expect(end.resident - ten.resident).toBeLessThan(SLACK.all);
    expect(end.resident - half.resident).toBeLessThan(SLACK.lastHalf);
    engine.dispose();
  }, 300_000);
});
