import { knownBackends, tensorCount } from '@waltz/compute';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Parameters } from '../engine/parameters.ts';
import { initialValues } from '../model/initialisation.ts';
import { adaptedWeights, type Weights } from '../model/weights.ts';
import { CONTEXTS, END_OF_TURN, TINY } from '../testing/tiny-engine.ts';
import { ON_PROCESSOR } from './pace.ts';
import { Sampler } from './sampler.ts';

const SETTINGS = { architecture: TINY, sampleBatch: 2, pace: ON_PROCESSOR };
const DECODING = { temperature: 1, maxNewTokens: 5 };
const REQUESTS = CONTEXTS.map((context, seed) => ({ context, seed }));

describe('the sampler', () => {
  let parameters: Parameters;
  let weights: () => Weights;
  let sampler: Sampler;

  beforeAll(async () => {
    await knownBackends.find(({ name }) => name === 'cpu')?.activate();
  });
  const begin = (): void => {
    parameters = new Parameters(TINY, null, (layout) => initialValues(layout, 1));
    weights = () => adaptedWeights(TINY, null, parameters.variables);
    const settings = { ...SETTINGS, ends: [END_OF_TURN] };
    sampler = new Sampler(settings, () => weights());
  };
  afterEach(() => {
    parameters.dispose();
    expect(tensorCount()).toBe(0);
  });

  it('stops on each of its end tokens', async () => {
    begin();
    const sampleUntil = (ends: readonly number[]) =>
      new Sampler({ ...SETTINGS, ends }, () => weights()).sample(REQUESTS, DECODING);
    const endless = await sampleUntil([]);
    const [, end = -1] = endless[0]?.tokens ?? [];
    const ended = await sampleUntil([END_OF_TURN, end]);
    expect(ended.map(({ tokens }) => tokens)).toEqual(
      endless.map(({ tokens }) => {
        const at = tokens.findIndex((token) => token === end || token === END_OF_TURN);
        return at < 0 ? tokens : tokens.slice(0, at + 1);
      }),
    );
    expect(ended[0]?.stop).toBe('end');
  });

  it('reads the weights once for calls that overlap, and anew for those that come later', async () => {
    begin();
    let reads = 0;
    const plain = weights;
    weights = () => {
      reads += 1;
      return plain();
    };
    await Promise.all([sampler.sample(REQUESTS, DECODING), sampler.sample(REQUESTS, DECODING)]);
    expect(reads).toBe(1);
    await sampler.sample(REQUESTS, DECODING);
    expect(reads).toBe(2);
  });

  it('is idle only once every call has its answer', async () => {
    begin();
    let answered = 0;
    const calls = [1, 2, 3].map(() =>
      sampler.sample(REQUESTS, DECODING).then(() => {
        answered += 1;
      }),
    );
    await sampler.idle();
    await Promise.resolve();
    expect(answered).toBe(3);
    await Promise.all(calls);
    await sampler.idle();
  });

  it('makes every call of a failed batch fail, and serves the next one', async () => {
    begin();
    const variable = parameters.trainable[0];
    if (variable === undefined) throw new Error('the model has no parameter');
    const values = await variable.array();
    tf.tidy(() => variable.assign(tf.mul(variable, NaN)));
    const calls = [sampler.sample(REQUESTS, DECODING), sampler.sample(REQUESTS, DECODING)];
    for (const call of calls) await expect(call).rejects.toThrow('logits that are not finite');
    tf.tidy(() => variable.assign(tf.tensor(values)));
    expect(await sampler.sample(REQUESTS, DECODING)).toHaveLength(REQUESTS.length);
  });

  it('answers a call without requests', async () => {
    begin();
    expect(await sampler.sample([], DECODING)).toEqual([]);
  });
});
