import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { tensorCount } from '@waltz/compute';
import { COMPILED, describeOn } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { ADAM, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';
import type { TransformerEngine } from './transformer-engine.ts';

const lora = { rank: 2, alpha: 4 };

/** How many tensors have memory of their own: TensorFlow.js counts the bytes of one that shares as often as it is shared. */
const buffers = (): number => tf.memory().numDataBuffers;

/** What `make` makes, and how many tensors with memory of their own that takes. */
async function costOf<Made>(make: () => Made | Promise<Made>): Promise<readonly [Made, number]> {
  const before = buffers();
  const made = await make();
  return [made, buffers() - before];
}

/** Matrices that are not trained. Gains begin as ones: that is one tensor for all of them. */
function frozenMatrices({ parameters: { layouts, trainableLayouts } }: TransformerEngine): number {
  return layouts.filter((layout) => layout.shape.length === 2 && !trainableLayouts.includes(layout))
    .length;
}

describeOn(COMPILED, 'frozen weights', (backend) => {
  it('are there once for all engines of a base, their copies too, and go with the last', async () => {
    await backend.activate();
    const tensors = tensorCount();
    const [first, whole] = await costOf(() => tinyEngine({ lora }));
    const [second, adapters] = await costOf(() => tinyEngine({ lora }));
    expect(whole - adapters).toBe(frozenMatrices(first) + 1);
    const [copy, copied] = await costOf(() => second.fork());
    // The moments of Adam are twice what is trained.
    expect(copied).toBe(adapters / 3);
    first.dispose();
    const before = await second.logprobs(LESSONS);
    expect(await copy.logprobs(LESSONS)).toEqual(before);
    second.dispose();
    copy.dispose();
    expect(tensorCount()).toBe(tensors);
  });

  it('are of their own once an engine reads others, and shared again once it reads the same', async () => {
    await backend.activate();
    const folder = await mkdtemp(join(tmpdir(), 'waltz-frozen-'));
    try {
      const [one, other] = [tinyEngine({ lora }, 1), tinyEngine({ lora }, 2)];
      const files = [join(folder, 'one'), join(folder, 'other')] as const;
      await one.saveWeights(files[0]);
      await other.saveWeights(files[1]);
      const ofOne = await one.logprobs(LESSONS);
      const ofOther = await other.logprobs(LESSONS);
      expect(ofOther).not.toEqual(ofOne);
      const apart = buffers();

      await other.loadWeights(files[0], { optimiser: true });
      expect(apart - buffers()).toBe(frozenMatrices(one));
      expect(await other.logprobs(LESSONS)).toEqual(ofOne);

      await one.forwardBackward(LESSONS);
      await one.optimStep(ADAM);
      expect(await other.logprobs(LESSONS)).toEqual(ofOne);

      await one.loadWeights(files[1], { optimiser: true });
      expect(buffers()).toBe(apart);
      expect(await one.logprobs(LESSONS)).toEqual(ofOther);
      expect(await other.logprobs(LESSONS)).toEqual(ofOne);
      one.dispose();
      other.dispose();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are not those of an engine that trains all of them', async () => {
    await backend.activate();
    const [first, second] = [tinyEngine(), tinyEngine()];
    const before = await second.logprobs(LESSONS);
    await first.forwardBackward(LESSONS);
    await first.optimStep(ADAM);
    expect(await second.logprobs(LESSONS)).toEqual(before);
    first.dispose();
    second.dispose();
  });
});
