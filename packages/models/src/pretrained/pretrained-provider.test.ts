import type { Backend, Tokenizer } from '@waltz/core';
import computePlugin from '@waltz/compute';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOf } from '../testing/family-references.ts';
import { tensorsIn } from '../testing/tensors-in.ts';
import { pretrainedOptions } from './pretrained-options.ts';
import { pretrainedProvider } from './pretrained-provider.ts';

const OPTIONS = {
  model: folderOf('qwen2'),
  lora: null,
  microBatchTokens: 64,
  gradientCheckpointing: false,
  sampleBatch: 8,
};
const SEQUENCES = [{ context: [1, 2], completion: [3, 4, 0] }];
const run = { seed: 1, folder: '.', notice: () => undefined };

const tokenizer = (vocabularySize: number): Tokenizer => ({
  vocabularySize,
  endOfTurn: 0,
  encode: (text) => Array.from(text, Number),
  decode: (tokens) => tokens.join(''),
  renderChat: (messages) => messages.map(({ content }) => Number(content)),
});

describe('the pretrained component', () => {
  let backend: Backend;
  beforeAll(async () => {
    const cpu = computePlugin.components.find(({ name }) => name === 'cpu');
    if (cpu?.kind !== 'backend') throw new Error('@waltz/compute has no cpu backend');
    backend = await cpu.create({}, run);
  });

  const provider = (options: object, vocabularySize = 29) =>
    pretrainedProvider(
      { ...OPTIONS, ...options },
      { ...run, tokenizer: tokenizer(vocabularySize), backend, workers: 1 },
    );

  it('makes engines that all start from the weights of the files, adapters adding nothing', async () => {
    const [full, adapted] = [await provider({}), await provider({ lora: { rank: 2, alpha: 4 } })];
    const engines = await Promise.all([
      full.open({ seed: 1 }),
      full.open({ seed: 2 }),
      adapted.open({ seed: 3 }),
    ]);
    const [one, other, third] = await Promise.all(
      engines.map((engine) => engine.logprobs(SEQUENCES)),
    );
    expect(other).toEqual(one);
    expect(third).toEqual(one);
    expect(full.size).toMatchObject({ dim: 16, vocabularySize: 29, attentionBiases: true });
  });

  it('trains on, and reads what it has written', async () => {
    const engines = await provider({});
    const engine = await engines.open({ seed: 1 });
    const before = await engine.logprobs(SEQUENCES);
    await engine.forwardBackward(SEQUENCES.map((one) => ({ ...one, derivatives: [-1, -1, -1] })));
    const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, maxGradientNorm: 1 };
    await engine.optimStep(adam);
    const after = await engine.logprobs(SEQUENCES);
    const sum = (rows: readonly (readonly number[])[]) => rows.flat().reduce((a, b) => a + b, 0);
    expect(sum(after)).toBeGreaterThan(sum(before));
    const path = join(await mkdtemp(join(tmpdir(), 'waltz-pretrained-')), 'weights.safetensors');
    await engine.saveWeights(path);
    const reader = await engines.open({ seed: 2 });
    await reader.loadWeights(path, { optimiser: true });
    expect(await reader.logprobs(SEQUENCES)).toEqual(after);
  });

  it('gives critics the same trunk', async () => {
    const engines = await provider({});
    const critic = await engines.openCritic?.({ seed: 1, agents: ['conversation'] });
    const file = join(await mkdtemp(join(tmpdir(), 'waltz-critic-')), 'weights.safetensors');
    const engine = await engines.open({ seed: 1 });
    await critic?.saveWeights(file);
    await engine.saveWeights(`${file}.engine`);
    const [trunk, weights] = [tensorsIn(file), tensorsIn(`${file}.engine`)];
    for (const name of ['model.embed_tokens.weight', 'model.layers.1.self_attn.q_proj.bias']) {
      expect(trunk.get(name), name).toEqual(weights.get(name));
    }
  });

  it('refuses the tokenizer of another model', async () => {
    await expect(provider({}, 28)).rejects.toThrow(
      `${OPTIONS.model} has a vocabulary of 29, and the tokenizer has 28`,
    );
  });

  it('wants to be told where the model is', () => {
    const { format } = pretrainedOptions.model;
    expect(() => {
      format('');
    }).toThrow('must be the path of a folder');
    expect(() => {
      format('models/one');
    }).not.toThrow();
  });
});
