import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryBytes, tensorCount } from '@waltz/compute';
import { COMPILED, describeOn } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { ADAM, LESSONS, TINY, tinyEngine } from '../testing/tiny-engine.ts';
import type { TransformerEngine } from './transformer-engine.ts';

const lora = { rank: 2, alpha: 4 };

/** Bytes that what `make` makes takes, and what it made. */
async function costOf<Made>(make: () => Made | Promise<Made>): Promise<readonly [Made, number]> {
  const before = memoryBytes();
  const made = await make();
  return [made, memoryBytes() - before];
}

/** Of the frozen matrices. Gains begin as ones: that is one tensor for all of them. */
function matrixBytes({ parameters: { layouts, trainableLayouts } }: TransformerEngine): number {
  const frozen = layouts.filter(
    (layout) => layout.shape.length === 2 && !trainableLayouts.includes(layout),
  );
  return frozen.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
}

describeOn(COMPILED, 'frozen weights', (backend) => {
  it('are there once for all engines of a base, their copies too, and go with the last', async () => {
    await backend.activate();
    const tensors = tensorCount();
    const [first, whole] = await costOf(() => tinyEngine({ lora }));
    const [second, adapters] = await costOf(() => tinyEngine({ lora }));
    expect(whole - adapters).toBe(matrixBytes(first) + 4 * TINY.dim);
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
      const apart = memoryBytes();

      await other.loadWeights(files[0], { optimiser: true });
      expect(apart - memoryBytes()).toBe(matrixBytes(one));
      expect(await other.logprobs(LESSONS)).toEqual(ofOne);

      await one.forwardBackward(LESSONS);
      await one.optimStep(ADAM);
      expect(await other.logprobs(LESSONS)).toEqual(ofOne);

      await one.loadWeights(files[1], { optimiser: true });
      expect(memoryBytes()).toBe(apart);
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
