import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Revisions } from '@waltz/core';
import { startHub, useHub } from '@waltz/hub/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openPretrained } from '../pretrained/open-pretrained.ts';
import { folderOf } from '../testing/family-references.ts';
import { goldenTokens, writeFolder } from '../testing/golden-tokens.ts';
import { openHuggingFaceTokenizer } from '../tokenizer/hugging-face-tokenizer.ts';
import { fetchTokenizer } from './fetch-tokenizer.ts';
import { fetchWeights } from './fetch-weights.ts';
import { locateModel } from './locate-model.ts';

const GGUF = join(import.meta.dirname, '../gguf/references/llama-3.gguf');
const root = mkdtempSync(join(tmpdir(), 'waltz-locate-model-'));
const folder = (name: string) => join(root, name);

useHub(() => {
  // What is not needed is there too.
  const unneeded = { 'README.md': '# A model', 'pytorch_model.bin': 'more weights' };
  const { files } = goldenTokens.tokenizers.smollm2;
  writeFolder(folder('sharded'), { ...unneeded, ...files });
  cpSync(folderOf('llama-3'), folder('sharded'), { recursive: true });
  writeFolder(folder('whole'), unneeded);
  cpSync(folderOf('llama-2'), folder('whole'), { recursive: true });
  writeFolder(folder('quantised'), unneeded);
  cpSync(GGUF, join(folder('quantised'), 'model-Q8_0.gguf'));
  writeFolder(folder('pickled'), unneeded);
  const names = ['sharded', 'whole', 'quantised', 'pickled'];
  return Object.fromEntries(names.map((name) => [name, folder(name)]));
});
afterAll(() => rmSync(root, { recursive: true }));

const notice = () => undefined;
/** Files that were fetched, without the notes of their sha256. */
const fetchedInto = (place: string) =>
  readdirSync(place).filter((name) => !name.endsWith('.sha256'));

describe('a model', () => {
  it.each([
    ['sharded', 'llama-3', ['generation_config.json']],
    ['whole', 'llama-2', []],
  ])(
    'of the hub that is %s is its config and weights, and no other files',
    async (name, family, others) => {
      const place = await locateModel(`open/${name}`, fetchWeights, { notice });
      expect(fetchedInto(place)).toEqual([...readdirSync(folderOf(family)), ...others].sort());
      const [fetched, original] = [
        await openPretrained(place),
        await openPretrained(folderOf(family)),
      ];
      expect(fetched.architecture).toEqual(original.architecture);
      for (const tensor of original.checkpoint.shapes.keys()) {
        expect(fetched.checkpoint.read(tensor), tensor).toEqual(original.checkpoint.read(tensor));
      }
    },
  );

  it('of the hub may be one GGUF file', async () => {
    const given = 'open/quantised/model-Q8_0.gguf@v1';
    const place = await locateModel(given, fetchWeights, { notice });
    expect(readFileSync(place)).toEqual(readFileSync(GGUF));
    expect(place).toMatch(/model-Q8_0\.gguf$/u);
  });

  it('of the hub gives its tokenizer without its weights', async () => {
    const place = await locateModel('open/sharded', fetchTokenizer, { notice });
    const { files } = goldenTokens.tokenizers.smollm2;
    const wanted = Object.keys(files).filter((name) => name !== 'README.md');
    expect(fetchedInto(place)).toEqual(expect.arrayContaining(wanted));
    expect(fetchedInto(place).join()).not.toMatch(/safetensors|bin|README/u);
  });

  it('is a path where there is one, and is left to whoever reads it where it cannot be of the hub', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
    // `packages/models` reads as a name, and is a folder of this repository.
    for (const model of [
      folder('whole'),
      'packages/models',
      './nowhere',
      'nowhere.gguf',
      'open/x.bin/y',
    ]) {
      expect(await locateModel(model, fetchWeights, { notice })).toBe(model);
    }
  });

  it.each([
    [
      'open/pickled',
      /pickled has no config.json .*: other formats, as pytorch_model.bin, have to be converted/u,
    ],
    [
      'open/quantised',
      /it has GGUF files; name one, as open\/quantised\/model-Q8_0.gguf\. Or give/u,
    ],
    [
      'open/quantised/model-Q4_0.gguf',
      /has no model-Q4_0.gguf .* Did you mean "model-Q8_0.gguf"\? Or give/u,
    ],
    [
      'open/whale',
      /no path open\/whale \(seen from .*Did you mean "open\/whole"\? Or give the path/u,
    ],
    ['gated/whole', /accept the terms at http\S+\/gated\/whole, .*set HF_TOKEN to it\. Or give/u],
  ])('that cannot be had, as %s, is an error that says what to do', async (model, problem) => {
    const attempt = locateModel(model, fetchWeights, { notice });
    await expect(attempt).rejects.toThrow(problem);
    await expect(attempt).rejects.toThrow(`there is no path ${model} (seen from`);
  });

  it('stays what it was to a run, though its branch moves', async () => {
    const revisions = new Revisions();
    const { files } = goldenTokens.tokenizers.smollm2;
    writeFolder(folder('moving'), files);
    const moving = await startHub({ moving: folder('moving') });
    vi.stubEnv('HF_ENDPOINT', moving.address);
    try {
      const before = await locateModel('open/moving', fetchTokenizer, { notice, revisions });
      writeFileSync(join(folder('moving'), 'README.md'), '# Changed');
      expect(await locateModel('open/moving', fetchTokenizer, { notice, revisions })).toBe(before);
      const recorded = new Revisions(revisions.record);
      const resumed = await locateModel('open/moving', fetchTokenizer, {
        notice,
        revisions: recorded,
      });
      expect(resumed).toBe(before);
      expect(await locateModel('open/moving', fetchTokenizer, { notice })).not.toBe(before);
      expect(Object.keys(revisions.record)).toEqual(['open/moving@main']);
      expect(existsSync(before)).toBe(true);
    } finally {
      moving.stop();
    }
  });
});

it('a tokenizer of the hub reads as its folder does', async () => {
  const context = { seed: 1, folder: '.', notice };
  const options = { date: '2026-01-31', system: 'own-turn', templateVariables: {} } as const;
  writeFolder(folder('words'), goldenTokens.tokenizers.smollm2.files);
  const words = await startHub({ words: folder('words') });
  vi.stubEnv('HF_ENDPOINT', words.address);
  try {
    const fetched = await openHuggingFaceTokenizer({ ...options, model: 'open/words' }, context);
    const own = await openHuggingFaceTokenizer({ ...options, model: folder('words') }, context);
    const chat = [{ role: 'user', content: 'Hello there' }] as const;
    expect(fetched.renderChat(chat)).toEqual(own.renderChat(chat));
    expect(fetched.endOfTurn).toBe(own.endOfTurn);
  } finally {
    words.stop();
  }
});
