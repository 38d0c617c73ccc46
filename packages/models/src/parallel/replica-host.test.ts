import { activate, memoryBytes, tensorCount } from '@waltz/compute';
import { expect, it } from 'vitest';
import { LESSONS, tinyEngine } from '../testing/tiny-engine.ts';
import { ReplicaHost } from './replica-host.ts';
import { bytesOf, SharedWeights } from './shared-weights.ts';

it('keeps nothing but the weights from call to call', async () => {
  await activate('wasm');
  const engine = tinyEngine({ lora: { rank: 2, alpha: 4 } });
  const { settings, parameters } = engine;
  const weights = new SharedWeights(parameters);
  await weights.publish();
  const host = new ReplicaHost();
  const requests = LESSONS.map(({ context }, seed) => ({ context, seed }));
  const into = new SharedArrayBuffer(bytesOf(parameters.trainableLayouts));
  const atFirst = tensorCount();
  const ask = (verb: string, takes: unknown) =>
    host.answer({ id: 1, engine: 7, verb, takes } as Parameters<ReplicaHost['answer']>[0]);
  await ask('open', { settings, trainable: weights.trainable, frozen: weights.frozen() });
  const opened = [tensorCount(), memoryBytes()];
  for (let repetition = 0; repetition < 5; repetition++) {
    await ask('refresh', { frozen: repetition % 2 === 0 ? weights.frozen() : null });
    await ask('sample', { requests, decoding: { temperature: 1, maxNewTokens: 3 } });
    await ask('logprobs', { sequences: LESSONS });
    await ask('gradient', { shards: [LESSONS, LESSONS, [], LESSONS], into });
    expect([tensorCount(), memoryBytes()]).toEqual(opened);
  }
  await ask('dispose', null);
  expect(tensorCount()).toBe(atFirst);
  await expect(ask('logprobs', { sequences: LESSONS })).rejects.toThrow('no replica of engine 7');
  engine.dispose();
});
