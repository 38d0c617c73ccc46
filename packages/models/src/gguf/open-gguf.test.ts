import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { activate } from '@waltz/compute';
import { relativeError } from '@waltz/compute/testing';
import { describe, expect, it } from 'vitest';
import { openPretrained } from '../pretrained/open-pretrained.ts';
import { familyReferences, folderOf } from '../testing/family-references.ts';
import { logitsFrom, pretrainedEngine } from '../testing/pretrained-engine.ts';

const { text, kept, models } = familyReferences;
const fileOf = (name: string): string =>
  fileURLToPath(new URL(`references/${name}.gguf`, import.meta.url));

/** A copy of a file with some bytes changed. */
async function changed(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'waltz-gguf-')), `${name}.gguf`);
  await writeFile(path, change(await readFile(fileOf(name))));
  return path;
}

/** The same length, so that everything stays in its place. */
const replaced = (from: string, to: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

describe('a GGUF file', () => {
  it.each(['llama-3', 'qwen3'])('is the same model as the folder: %s', async (name) => {
    await activate('cpu');
    const engine = await pretrainedEngine(fileOf(name));
    const expected = models.find((model) => model.name === name)?.logits.flat() ?? [];
    expect(relativeError(await logitsFrom(engine, text, kept), expected)).toBeLessThan(2e-5);
    engine.dispose();

    const [file, folder] = [
      await openPretrained(fileOf(name)),
      await openPretrained(folderOf(name)),
    ];
    const { ropeFactors = [], ...sizes } = file.architecture;
    const { ropeFactors: exact = [], normEpsilon, ...rest } = folder.architecture;
    expect(sizes).toEqual({ ...rest, normEpsilon: Math.fround(normEpsilon) });
    expect(ropeFactors).toHaveLength(exact.length);
    for (const layer of ['model.embed_tokens', 'model.layers.1.self_attn.k_proj']) {
      const tensor = `${layer}.weight`;
      expect(file.checkpoint.read(tensor), tensor).toEqual(folder.checkpoint.read(tensor));
    }
  });

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut in its header', (bytes) => bytes.subarray(0, 300), /is truncated: it has 300 bytes/],
    [
      'cut in its numbers',
      (bytes) => bytes.subarray(0, -9),
      /is truncated: tensor ".*" ends at byte/,
    ],
    [
      'no GGUF file',
      () => Buffer.from('something else'),
      /could not read .*: not a valid gguf file/,
    ],
    [
      'of another architecture',
      replaced('llama', 'gemma'),
      /unknown architecture "gemma" in general\.architecture; known: llama, qwen2, qwen3/,
    ],
    [
      'without a key',
      replaced('llama.block_count', 'llama.block_kount'),
      /llama\.block_count is missing; what is known here: a whole number/,
    ],
    [
      'without a tensor',
      replaced('blk.1.ffn_up', 'blk.1.ffn_uq'),
      /holds no tensor "model\.layers\.1\.mlp\.up/,
    ],
    [
      'with one too many',
      replaced('rope_freqs.weight', 'rope_kreqs.weight'),
      /no place for: rope_kreqs\.weight/,
    ],
  ])('is refused when it is %s', async (_, change, message) => {
    const path = await changed('llama-3', change);
    await expect(openPretrained(path)).rejects.toThrow(message);
    await expect(openPretrained(path)).rejects.toThrow(path);
  });

  it('that is missing is named', async () => {
    await expect(openPretrained('/nowhere/model.gguf')).rejects.toThrow(
      'there is no model at /nowhere/model.gguf',
    );
  });
});
