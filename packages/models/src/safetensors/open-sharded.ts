import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openSafetensors } from './open-safetensors.ts';
import { INDEX, WHOLE } from './sharded-names.ts';

/**
 * The weights of a Hugging Face folder: `model.safetensors`, or the shards that `model.safetensors.index.json` names.
 * Throws, naming the file, when there is neither, a shard is missing or damaged, or lacks a tensor that the index says
 * it holds.
 */
export function openSharded(folder: string): Checkpoint {
  if (existsSync(join(folder, INDEX))) return openShards(folder);
  if (existsSync(join(folder, WHOLE))) return openSafetensors(join(folder, WHOLE));
  throw new Error(
    `${folder} holds neither ${WHOLE} nor ${INDEX}; other formats, as pytorch_model.bin, have to be converted first`,
  );
}

function openShards(folder: string): Checkpoint {
  const shardOf = readIndex(join(folder, INDEX));
  const names = distinct(shardOf);
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) {
    throw new Error(
      `${folder} lacks ${missing.join(', ')}, which ${INDEX} names; fetch all ${names.length} shards`,
    );
  }
  const shards = new Map(names.map((name) => [name, openSafetensors(join(folder, name))]));
  const holders = new Map<string, Checkpoint>();
  const shapes = new Map<string, readonly number[]>();
  for (const [tensor, name] of shardOf) {
    const shard = shards.get(name);
    const shape = shard?.shapes.get(tensor);
    if (shard === undefined || shape === undefined) {
      throw new Error(
        `${join(folder, name)} holds no tensor "${tensor}", which ${INDEX} says it does`,
      );
    }
    holders.set(tensor, shard);
    shapes.set(tensor, shape);
  }
  return {
    path: folder,
    shapes,
    read: (tensor) => {
      const holder = holders.get(tensor);
      if (holder === undefined) throw new Error(`${folder} holds no tensor "${tensor}"`);
      return holder.read(tensor);
    },
  };
}

/** The names of the files that the index at `path` names. Throws when it is no index. */
export function shardNames(path: string): readonly string[] {
  return distinct(readIndex(path));
}

function distinct(shardOf: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set(shardOf.values())];
}

/** The file name of each tensor. */
function readIndex(path: string): ReadonlyMap<string, string> {
  try {
    const index = JSON.parse(readFileSync(path, 'utf8')) as { weight_map?: unknown };
    const entries = Object.entries(index.weight_map ?? {});
    if (entries.length > 0 && entries.every(([, name]) => typeof name === 'string')) {
      return new Map(entries as [string, string][]);
    }
  } catch {
    // Told below, together with valid JSON that is no index.
  }
  throw new Error(`${path} is no index: it has no "weight_map" from tensors to file names`);
}
