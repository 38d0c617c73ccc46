import { replaceAtomically } from '@waltz/core';
import { open } from 'node:fs/promises';
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
  await replaceAtomically(path, async (temporary) => {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(header(content));
      for (const { values } of content.tensors) await file.writeFile(bytesOf(values));
      await file.sync();
    } finally {
      await file.close();
    }
  });
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
