import { activate } from '@waltz/compute';
import { mkdtemp, readFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors } from '../safetensors/open-safetensors.ts';
import { ADAM, LESSONS, TINY, tinyEngine } from '../testing/tiny-engine.ts';
import type { TransformerEngine } from './transformer-engine.ts';

async function train(engine: TransformerEngine, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await engine.forwardBackward(LESSONS);
    await engine.optimStep(ADAM);
  }
}

describe.each([
  ['all weights', null],
  ['adapters', { rank: 2, alpha: 4 }],
])('a weights file of an engine that trains %s', (_, lora) => {
  let folder: string;
  beforeAll(async () => {
    await activate('wasm');
    folder = await mkdtemp(join(tmpdir(), 'waltz-weights-'));
  });

  it('goes on training as if nothing had happened, to the last byte', async () => {
    const unbroken = tinyEngine({ lora });
    await train(unbroken, 2);
    await unbroken.saveWeights(join(folder, 'middle.safetensors'));
    await train(unbroken, 2);
    await unbroken.saveWeights(join(folder, 'unbroken.safetensors'));

    const resumed = tinyEngine({ lora }, 99);
    await train(resumed, 1);
    await resumed.forwardBackward(LESSONS);
    await resumed.loadWeights(join(folder, 'middle.safetensors'), { optimiser: true });
    await train(resumed, 2);
    await resumed.saveWeights(join(folder, 'resumed.safetensors'));

    const [left, right] = await Promise.all(
      ['unbroken', 'resumed'].map((name) => readFile(join(folder, `${name}.safetensors`))),
    );
    expect(left?.equals(right ?? Buffer.alloc(0))).toBe(true);
  });

  it('gives a fresh optimiser when only weights are asked for', async () => {
    const [trained, other] = [tinyEngine({ lora }), tinyEngine({ lora }, 99)];
    await train(trained, 2);
    await train(other, 1);
    await trained.saveWeights(join(folder, 'trained.safetensors'));
    for (const engine of [trained, other]) {
      await engine.loadWeights(join(folder, 'trained.safetensors'), { optimiser: false });
      await train(engine, 1);
    }
    expect(await other.logprobs(LESSONS)).toEqual(await trained.logprobs(LESSONS));
  });

  it('of a frozen copy holds weights and no optimiser', async () => {
    const engine = tinyEngine({ lora });
    await train(engine, 1);
    const reference = await engine.fork();
    const path = join(folder, 'reference.safetensors');
    await reference.saveWeights(path);
    const reader = tinyEngine({ lora }, 99);
    await expect(reader.loadWeights(path, { optimiser: true })).rejects.toThrow(
      `${path} holds no optimiser state`,
    );
    await reader.loadWeights(path, { optimiser: false });
    expect(await reader.logprobs(LESSONS)).toEqual(await reference.logprobs(LESSONS));
    await expect(reference.loadWeights(path, { optimiser: true })).rejects.toThrow('frozen copy');
  });
});

describe('a weights file of adapters beside a published model', () => {
  const lora = { rank: 2, alpha: 4 };
  /** The published model of a test is that of its seed. */
  const adapted = (seed = 1) => tinyEngine({ lora, isPublished: true }, seed);
  let folder: string;
  beforeAll(async () => {
    await activate('wasm');
    folder = await mkdtemp(join(tmpdir(), 'waltz-published-'));
  });

  it('holds what was trained alone, and is read beside the same model', async () => {
    const engine = adapted();
    await train(engine, 2);
    const path = join(folder, 'adapters.safetensors');
    await engine.saveWeights(path);
    const names = [...openSafetensors(path).shapes.keys()];
    expect(names).toHaveLength(3 * engine.parameters.trainableLayouts.length);
    expect(names.every((name) => name.includes('.lora_'))).toBe(true);

    const [reader, reference] = [adapted(), await adapted().fork()];
    await reader.loadWeights(path, { optimiser: true });
    await reference.loadWeights(path, { optimiser: false });
    expect(await reference.logprobs(LESSONS)).toEqual(await engine.logprobs(LESSONS));
    await train(engine, 1);
    await train(reader, 1);
    expect(await reader.logprobs(LESSONS)).toEqual(await engine.logprobs(LESSONS));
  });

  it.each([
    ['another model', { lora, isPublished: true }, 2, /leaves out "model\.embed_tokens\.weight"/],
    ['a model that is trained in full', { isPublished: true }, 1, /no place for: .*lora_A/],
  ])('is refused beside %s, and changes nothing', async (_, settings, seed, message) => {
    const path = join(folder, 'refused.safetensors');
    await adapted().saveWeights(path);
    const engine = tinyEngine(settings, seed);
    const before = await engine.logprobs(LESSONS);
    await expect(engine.loadWeights(path, { optimiser: false })).rejects.toThrow(message);
    await expect(engine.loadWeights(path, { optimiser: false })).rejects.toThrow(path);
    expect(await engine.logprobs(LESSONS)).toEqual(before);
  });

  it('holds all weights once they are not the published ones any more, as those of a copy', async () => {
    const [trained, engine] = [tinyEngine({}, 1), adapted()];
    await train(trained, 1);
    const [whole, path] = [join(folder, 'whole.safetensors'), join(folder, 'after.safetensors')];
    await trained.saveWeights(whole);
    await engine.loadWeights(whole, { optimiser: false });
    for (const writer of [engine, await engine.fork()]) {
      await writer.saveWeights(path);
      const reader = adapted(2);
      await reader.loadWeights(path, { optimiser: false });
      expect(await reader.logprobs(LESSONS)).toEqual(await trained.logprobs(LESSONS));
    }
  });
});

describe('a weights file that does not fit', () => {
  let path: string;
  beforeAll(async () => {
    await activate('wasm');
    path = join(await mkdtemp(join(tmpdir(), 'waltz-weights-')), 'tiny.safetensors');
    await tinyEngine().saveWeights(path);
  });

  it.each([
    [
      'of another width',
      { architecture: { ...TINY, hiddenDim: 24 } },
      /tensor "model\.layers\.0\.mlp\.gate_proj\.weight" has shape \[20, 16\], the engine needs \[24, 16\]/,
    ],
    [
      'of fewer layers',
      { architecture: { ...TINY, layers: 3 } },
      /holds no tensor "model\.layers\.2\.input_layernorm\.weight"/,
    ],
    [
      'of more layers',
      { architecture: { ...TINY, layers: 1 } },
      /no place for: model\.layers\.1\.input_layernorm\.weight, .* and 5 more/,
    ],
    [
      'with tied embeddings',
      { architecture: { ...TINY, tieEmbeddings: false } },
      /holds no tensor "lm_head\.weight"/,
    ],
  ])('is refused when it is %s, and changes nothing', async (_, settings, message) => {
    const engine = tinyEngine(settings, 2);
    const before = await engine.logprobs(LESSONS);
    await expect(engine.loadWeights(path, { optimiser: false })).rejects.toThrow(message);
    await expect(engine.loadWeights(path, { optimiser: false })).rejects.toThrow(path);
    expect(await engine.logprobs(LESSONS)).toEqual(before);
  });

  it('is refused when it is cut short', async () => {
    const cut = `${path}.cut`;
    const engine = tinyEngine();
    await engine.saveWeights(cut);
    await truncate(cut, 20_000);
    await expect(engine.loadWeights(cut, { optimiser: true })).rejects.toThrow(/cut is truncated/);
  });
});
