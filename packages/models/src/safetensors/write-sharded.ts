import { writeAtomically, type ExportFormat } from '@waltz/core';
import { join } from 'node:path';
import type { NamedTensor } from './file-format.ts';
import { INDEX, WHOLE } from './sharded-names.ts';
import { bytesInFile, writeSafetensors } from './write-safetensors.ts';

/** Bytes of values in a shard, as Hugging Face has it; a tensor that is larger has a shard of its own. */
const SHARD_BYTES = 5e9;

/**
 * Writes the weights of a Hugging Face folder: `model.safetensors`, or shards and, last of all, their index.
 * Throws a `FileFailure` when the disk is full.
 */
export async function writeSharded(
  folder: string,
  tensors: readonly NamedTensor[],
  format: ExportFormat,
  shardBytes = SHARD_BYTES,
): Promise<void> {
  const shards = inShards(tensors, format, shardBytes);
  const metadata = { format: 'pt' };
  const [only] = shards;
  if (shards.length === 1 && only !== undefined) {
    await writeSafetensors(join(folder, WHOLE), { tensors: only, metadata }, format);
    return;
  }
  const shardOf: Record<string, string> = {};
  for (const [index, shard] of shards.entries()) {
    const number = (count: number): string => String(count).padStart(5, '0');
    const name = `model-${number(index + 1)}-of-${number(shards.length)}.safetensors`;
    await writeSafetensors(join(folder, name), { tensors: shard, metadata }, format);
    for (const tensor of shard) shardOf[tensor.name] = name;
  }
  const total = tensors.reduce((sum, tensor) => sum + bytesInFile(tensor, format), 0);
  const content = { metadata: { total_size: total }, weight_map: shardOf };
  await writeAtomically(join(folder, INDEX), `${JSON.stringify(content, null, 2)}\n`);
}

/** The tensors in their order, cut where the next would make a shard too large. */
function inShards(
  tensors: readonly NamedTensor[],
  format: ExportFormat,
  shardBytes: number,
): readonly (readonly NamedTensor[])[] {
  const shards: NamedTensor[][] = [];
  let left = 0;
  for (const tensor of tensors) {
    const bytes = bytesInFile(tensor, format);
    if (shards.length === 0 || bytes > left) {
      shards.push([]);
      left = shardBytes;
    }
    shards.at(-1)?.push(tensor);
    left -= bytes;
  }
  return shards;
}
