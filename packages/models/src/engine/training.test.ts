import { activate, tensorCount } from '@waltz/compute';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADAM, greatestDifference, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';

describe.each([
  ['all weights', null],
  ['adapters', { rank: 4, alpha: 8 }],
])('training %s', (_, lora) => {
  beforeAll(() => activate('wasm'));

  it('learns a few sequences by heart', async () => {
    const engine = tinyEngine({ lora });
    const lessons = LESSONS.map((lesson) => ({
      ...lesson,
      derivatives: lesson.completion.map(() => -1),
    }));
    for (let step = 0; step < 100; step++) {
      await engine.forwardBackward(lessons);
      await engine.optimStep({ ...ADAM, learningRate: 0.03 });
    }
    const logprobs = await engine.logprobs(lessons);
    // Frozen embeddings of 16 numbers bound how sure adapters can become.
    expect(Math.min(...logprobs.flat())).toBeGreaterThan(Math.log(lora === null ? 0.9 : 0.35));
    const greedy = await engine.sample(
      lessons.map(({ context }) => ({ context, seed: 1 })),
      { temperature: 0, maxNewTokens: 8 },
    );
    expect(greedy.map(({ tokens }) => tokens)).toEqual(lessons.map(({ completion }) => completion));
    engine.dispose();
  });

  it('adds up the gradients of two halves to that of the whole', async () => {
    const [whole, halves] = [tinyEngine({ lora }), tinyEngine({ lora })];
    for (let step = 0; step < 3; step++) {
      await whole.forwardBackward(LESSONS);
      await halves.forwardBackward(LESSONS.slice(0, 1));
      await halves.forwardBackward(LESSONS.slice(1));
      const one = await whole.optimStep(ADAM);
      const two = await halves.optimStep(ADAM);
      expect(two.gradientNorm).toBeCloseTo(one.gradientNorm, 4);
    }
    expect(
      greatestDifference(await whole.logprobs(LESSONS), await halves.logprobs(LESSONS)),
    ).toBeLessThan(1e-4);
    whole.dispose();
    halves.dispose();
  });

  it('leaves no tensor behind', async () => {
    const atFirst = tensorCount();
    const engine = tinyEngine({ lora });
    const before = tensorCount();
    for (let step = 0; step < 3; step++) {
      await engine.forwardBackward(LESSONS);
      await engine.forwardBackward(LESSONS);
      await engine.optimStep(ADAM);
      await engine.logprobs(LESSONS);
      const reference = await engine.fork();
      await reference.logprobs(LESSONS);
      reference.dispose();
    }
    expect(tensorCount()).toBe(before);
    await engine.forwardBackward(LESSONS);
    engine.dispose();
    expect(tensorCount()).toBe(atFirst);
  });

  it('leaves a fork as it was', async () => {
    const engine = tinyEngine({ lora });
    await engine.forwardBackward(LESSONS);
    await engine.optimStep(ADAM);
    const reference = await engine.fork();
    const before = await engine.logprobs(LESSONS);
    expect(greatestDifference(await reference.logprobs(LESSONS), before)).toBeLessThan(1e-5);
    await engine.forwardBackward(LESSONS);
    await engine.optimStep(ADAM);
    expect(greatestDifference(await reference.logprobs(LESSONS), before)).toBeLessThan(1e-5);
    expect(greatestDifference(await engine.logprobs(LESSONS), before)).toBeGreaterThan(1e-3);
    await expect(reference.forwardBackward(LESSONS)).rejects.toThrow('frozen copy');
    await expect(reference.optimStep(ADAM)).rejects.toThrow('frozen copy');
    reference.dispose();
    engine.dispose();
  });
});

describe('training', () => {
  beforeAll(() => activate('wasm'));

  it('tells the log-probabilities of the pass that made the gradient', async () => {
    const engine = tinyEngine();
    const scored = await engine.logprobs(LESSONS);
    const told = await engine.forwardBackward(LESSONS);
    expect(told.map((row) => row.length)).toEqual([4, 2, 3]);
    expect(greatestDifference(told, scored)).toBeLessThan(1e-6);
    engine.dispose();
  });

  it('clips the global norm, and tells what it was before', async () => {
    const engines = [1, 1000].map((scale) => ({ scale, engine: tinyEngine() }));
    const norms: number[] = [];
    for (const { scale, engine } of engines) {
      const lessons = LESSONS.map((lesson) => ({
        ...lesson,
        derivatives: lesson.derivatives.map((derivative) => derivative * scale),
      }));
      await engine.forwardBackward(lessons);
      // A large epsilon makes Adam's step follow the size of the gradient.
      const { gradientNorm } = await engine.optimStep({
        ...ADAM,
        epsilon: 1,
        maxGradientNorm: 0.01,
      });
      norms.push(gradientNorm);
    }
    const [small, large] = await Promise.all(engines.map(({ engine }) => engine.logprobs(LESSONS)));
    expect((norms[1] ?? NaN) / (norms[0] ?? NaN)).toBeCloseTo(1000, 1);
    expect(greatestDifference(small ?? [], large ?? [])).toBeLessThan(1e-6);
    for (const { engine } of engines) engine.dispose();
  });

  it('refuses what it cannot learn from, and keeps the weights', async () => {
    const engine = tinyEngine();
    const before = await engine.logprobs(LESSONS);
    await expect(engine.optimStep(ADAM)).rejects.toThrow('call forwardBackward before optimStep');
    const wrong = { context: [1], completion: [2, 3], derivatives: [1] };
    await expect(engine.forwardBackward([wrong])).rejects.toThrow('has 1 derivatives');
    await engine.forwardBackward([{ ...wrong, derivatives: [1, NaN] }]);
    expect(await engine.optimStep(ADAM)).toEqual({ gradientNorm: NaN });
    expect(await engine.logprobs(LESSONS)).toEqual(before);
    engine.dispose();
  });
});
