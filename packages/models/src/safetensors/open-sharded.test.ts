import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSharded } from './open-sharded.ts';
import { writeSafetensors } from './write-safetensors.ts';

const SHARDS = { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' };
const INDEX = 'model.safetensors.index.json';

const only = (name: string, value: number) => ({
  metadata: {},
  tensors: [{ name, shape: [2, 1], values: Float32Array.of(value, -value) }],
});
const index = (weightMap: unknown): string => JSON.stringify({ weight_map: weightMap });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-shards-'));
  await writeSafetensors(join(folder, SHARDS.a), only('a', 1));
  await writeSafetensors(join(folder, SHARDS.b), only('b', 2));
  await writeFile(join(folder, INDEX), index(SHARDS));
});

describe('the weights of a folder', () => {
  it('are those of all shards', () => {
    const checkpoint = openSharded(folder);
    expect([...checkpoint.shapes]).toEqual([
      ['a', [2, 1]],
      ['b', [2, 1]],
    ]);
    expect(checkpoint.read('b')).toEqual(Float32Array.of(2, -2));
    expect(() => checkpoint.read('c')).toThrow(`${folder} holds no tensor "c"`);
  });

  it('are those of one file where there is no index', async () => {
    await rm(join(folder, INDEX));
    await writeSafetensors(join(folder, 'model.safetensors'), only('whole', 3));
    expect(openSharded(folder).read('whole')).toEqual(Float32Array.of(3, -3));
  });

  it.each([
    ['a shard is missing', () => rm(join(folder, SHARDS.b)), `lacks ${SHARDS.b}, which ${INDEX}`],
    [
      'there are none',
      () => rm(join(folder, INDEX)),
      `holds neither model.safetensors nor ${INDEX}`,
    ],
    [
      'a shard lacks a tensor',
      () => writeFile(join(folder, INDEX), index({ ...SHARDS, c: SHARDS.a })),
      `${SHARDS.a} holds no tensor "c", which ${INDEX} says it does`,
    ],
    [
      'a shard is damaged',
      () => writeFile(join(folder, SHARDS.a), 'none'),
      `${SHARDS.a} is truncated`,
    ],
    ['the index is not JSON', () => writeFile(join(folder, INDEX), '{'), `${INDEX} is no index`],
    ['the index is empty', () => writeFile(join(folder, INDEX), '{}'), `${INDEX} is no index`],
    [
      'the index names no files',
      () => writeFile(join(folder, INDEX), index({ a: 1 })),
      `${INDEX} is no index`,
    ],
  ])('say when %s', async (_, damage, message) => {
    await damage();
    expect(() => openSharded(folder)).toThrow(message);
  });
});
