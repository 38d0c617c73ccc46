import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { folderOf } from '../testing/family-references.ts';
import { openPretrained } from './open-pretrained.ts';

/** A copy of the small model of a family. */
async function copyOf(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waltz-pretrained-'));
  await cp(folderOf(name), folder, { recursive: true });
  return folder;
}

async function changeConfig(folder: string, keys: Readonly<Record<string, unknown>>) {
  const path = join(folder, 'config.json');
  const config = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...config, ...keys }));
}

const SHARD = 'model-00002-of-00005.safetensors';

describe('opening a published model', () => {
  it('passes over what follows from the rest', async () => {
    const folder = await copyOf('llama-3');
    const extra = ['lm_head.weight', 'model.layers.0.self_attn.rotary_emb.inv_freq'];
    const tensors = extra.map((name) => ({ name, shape: [1], values: Float32Array.of(1) }));
    await writeSafetensors(join(folder, 'extra.safetensors'), { metadata: {}, tensors });
    const index = join(folder, 'model.safetensors.index.json');
    const { weight_map: map } = JSON.parse(await readFile(index, 'utf8')) as { weight_map: object };
    const added = Object.fromEntries(extra.map((name) => [name, 'extra.safetensors']));
    await writeFile(index, JSON.stringify({ weight_map: { ...map, ...added } }));
    const { architecture } = await openPretrained(folder);
    expect(architecture).toMatchObject({ dim: 16, layers: 2, heads: 4, kvHeads: 2 });
  });

  it.each<[string, string, (folder: string) => Promise<unknown>, string]>([
    [
      'is not there',
      'llama-2',
      (folder) => rm(folder, { recursive: true }),
      'there is no model at',
    ],
    [
      'has no config',
      'llama-2',
      (folder) => rm(join(folder, 'config.json')),
      'config.json: ENOENT',
    ],
    [
      'has a config that is cut',
      'llama-2',
      (folder) => truncate(join(folder, 'config.json'), 9),
      'could not read',
    ],
    [
      'has no weights',
      'llama-2',
      (folder) => rm(join(folder, 'model.safetensors')),
      'holds neither model.safetensors nor',
    ],
    [
      'has weights that are cut',
      'llama-2',
      (folder) => truncate(join(folder, 'model.safetensors'), 9000),
      'model.safetensors is truncated: tensor "',
    ],
    ['lacks a shard', 'llama-3', (folder) => rm(join(folder, SHARD)), `lacks ${SHARD}`],
    [
      'has a shard that is cut',
      'llama-3',
      (folder) => truncate(join(folder, SHARD), 2000),
      `${SHARD} is truncated`,
    ],
    [
      'has more layers than weights',
      'llama-2',
      (folder) => changeConfig(folder, { num_hidden_layers: 3 }),
      'holds no tensor "model.layers.2.input_layernorm.weight"',
    ],
    [
      'has fewer layers than weights',
      'llama-2',
      (folder) => changeConfig(folder, { num_hidden_layers: 1 }),
      'no place for: model.layers.1.',
    ],
    [
      'has biases that its config does not tell of',
      'qwen2',
      (folder) => changeConfig(folder, { model_type: 'llama' }),
      'no place for: model.layers.0.self_attn.k_proj.bias',
    ],
    [
      'is of another width than its config',
      'llama-2',
      (folder) => changeConfig(folder, { intermediate_size: 24 }),
      'mlp.gate_proj.weight" has shape [20, 16], the engine needs [24, 16]',
    ],
    [
      'has heads of no whole width',
      'qwen2',
      (folder) => changeConfig(folder, { num_attention_heads: 5, num_key_value_heads: 1 }),
      'dim 16 must be a multiple of heads 5',
    ],
  ])('says what is wrong where it %s', async (_, name, damage, message) => {
    const folder = await copyOf(name);
    await damage(folder);
    await expect(openPretrained(folder)).rejects.toThrow(message);
  });
});
