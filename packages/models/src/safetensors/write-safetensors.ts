import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  LENGTH_BYTES,
  METADATA_KEY,
  type SafetensorsContent,
  type TensorEntry,
} from './file-format.ts';

/**
 * Writes a safetensors file (https://github.com/huggingface/safetensors, "Format") so that `path` holds either what it
 * held before or the whole new content, even when the machine stops meanwhile. The same content gives the same bytes.
 * Throws when the folder is missing or cannot be written.
 */
export async function writeSafetensors(path: string, content: SafetensorsContent): Promise<void> {
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, 'w');
    try {
      await file.writev([header(content), ...content.tensors.map(({ values }) => bytesOf(values))]);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new Error(`could not write ${path}: ${(cause as Error).message}`, { cause });
  }
  await syncFolder(dirname(path));
}

function header({ tensors, metadata }: SafetensorsContent): Buffer {
  const entries: Record<string, TensorEntry | Readonly<Record<string, string>>> = {
    [METADATA_KEY]: metadata,
  };
  let start = 0;
  for (const { name, shape, values } of tensors) {
    entries[name] = { dtype: 'F32', shape, data_offsets: [start, start + values.byteLength] };
    start += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(entries));
  // The values have to start at a multiple of eight bytes.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(LENGTH_BYTES + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  json.copy(bytes, LENGTH_BYTES);
  return bytes;
}

function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** Makes the rename itself survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
