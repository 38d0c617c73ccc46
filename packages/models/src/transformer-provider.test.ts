import type { Backend, Tokenizer } from '@waltz/core';
import computePlugin from '@waltz/compute';
import { beforeAll, describe, expect, it } from 'vitest';
import plugin from './index.ts';

const OPTIONS = {
  dim: 16,
  layers: 1,
  heads: 4,
  kvHeads: 2,
  hiddenDim: 20,
  maxPositions: 32,
  ropeBase: 10_000,
  normEpsilon: 1e-5,
  tieEmbeddings: true,
  lora: null,
  microBatchTokens: 64,
  gradientCheckpointing: false,
  sampleBatch: 8,
};

const letters: Tokenizer = {
  vocabularySize: 27,
  endOfTurn: 0,
  encode: (text) => Array.from(text, (letter) => letter.charCodeAt(0) - 96),
  decode: (tokens) => tokens.map((token) => String.fromCharCode(token + 96)).join(''),
  renderChat: (messages) => messages.flatMap(({ content }) => letters.encode(content)),
};

const run = { seed: 1, folder: '.', notice: () => undefined };
const transformer = plugin.components[0];

describe('the transformer component', () => {
  let backend: Backend;
  beforeAll(async () => {
    const cpu = computePlugin.components.find(({ name }) => name === 'cpu');
    if (cpu?.kind !== 'backend') throw new Error('@waltz/compute has no cpu backend');
    backend = await cpu.create({}, run);
  });

  async function provider(options: Record<string, unknown>, tokenizer = letters) {
    if (transformer?.kind !== 'engine') throw new Error('@waltz/models has no engine');
    return transformer.create(options, { ...run, tokenizer, backend, workers: 1 });
  }

  it('makes engines whose weights depend on the seed alone', async () => {
    const engines = await provider(OPTIONS);
    expect(engines.backend.name).toBe('cpu');
    const sequences = [{ context: [1, 2], completion: [3, 4] }];
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map(async (seed) => (await engines.open({ seed })).logprobs(sequences)),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('tells what it takes where the choice is its own', async () => {
    const own = await provider({ ...OPTIONS, microBatchTokens: 'auto', sampleBatch: 'auto' });
    expect(own.chosen).toEqual({ microBatchTokens: 4096, sampleBatch: 256 });
    expect(own.sequencesAtOnce).toBe(256);
    expect((await provider(OPTIONS)).sequencesAtOnce).toBe(8);
  });

  it('stops where the tokenizer says that a turn ends', async () => {
    const otherEnds = Array.from({ length: 26 }, (_, index) => index + 1);
    const engines = await provider(OPTIONS, { ...letters, otherEnds });
    const engine = await engines.open({ seed: 1 });
    const decoding = { temperature: 1, maxNewTokens: 4 };
    const [sample] = await engine.sample([{ context: [1, 2], seed: 1 }], decoding);
    expect(sample).toMatchObject({ stop: 'end', tokens: { length: 1 } });
  });

  it.each([
    [{ heads: 3 }, /dim 16 must be a multiple of heads 3; heads 3 must be a multiple of kvHeads 2/],
    [{ heads: 16, kvHeads: 1 }, /a head is 1 wide, must be even/],
  ])('refuses sizes that make no transformer: %o', async (sizes, message) => {
    await expect(provider({ ...OPTIONS, ...sizes })).rejects.toThrow(message);
  });
});
