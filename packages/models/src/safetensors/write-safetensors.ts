import { replaceAtomically, type ExportFormat } from '@waltz/core';
import { open } from 'node:fs/promises';
import { toBfloat16 } from '../number-formats/to-bfloat16.ts';
import {
  LENGTH_BYTES,
  METADATA_KEY,
  type NamedTensor,
  type SafetensorsContent,
  type TensorEntry,
} from './file-format.ts';

/** How the numbers of a file are written. */
interface WrittenFormat {
  readonly dtype: string;
  readonly bytes: number;
  of(values: Float32Array): Uint8Array;
}

const FORMATS: Readonly<Record<ExportFormat, WrittenFormat>> = {
  float32: { dtype: 'F32', bytes: 4, of: bytesOf },
  bfloat16: { dtype: 'BF16', bytes: 2, of: (values) => bytesOf(toBfloat16(values)) },
};

/** Bytes that are written at once, at most, unless one tensor has more. */
const PIECE = 2 ** 20;

/** Bytes that the values of a tensor take in a file of this format. */
export function bytesInFile({ shape }: Pick<NamedTensor, 'shape'>, format: ExportFormat): number {
  return shape.reduce((product, axis) => product * axis, FORMATS[format].bytes);
}

/**
 * Writes a safetensors file (https://github.com/huggingface/safetensors, "Format") so that `path` holds either what it
 * held before or the whole new content, even when the machine stops meanwhile. The same content gives the same bytes.
 * Throws when the folder is missing or cannot be written.
 */
export async function writeSafetensors(
  path: string,
  content: SafetensorsContent,
  format: ExportFormat = 'float32',
): Promise<void> {
  await replaceAtomically(path, async (temporary) => {
    const file = await open(temporary, 'w');
    try {
      for await (const piece of inPieces(bytesOfFile(content, format))) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** The parts of the file, in order; a tensor that is made when it is asked for is made when it is its turn. */
async function* bytesOfFile(
  content: SafetensorsContent,
  format: ExportFormat,
): AsyncGenerator<Uint8Array> {
  yield header(content, format);
  for (const { values } of content.tensors) {
    yield FORMATS[format].of(typeof values === 'function' ? await values() : values);
  }
}

/** Puts small parts together: a write of its own takes longer for each tensor of a small model than its bytes do. */
async function* inPieces(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    if (waiting.length > 0 && bytes + part.length > PIECE) {
      yield together(waiting);
      [waiting, bytes] = [[], 0];
    }
    waiting.push(part);
    bytes += part.length;
  }
  yield together(waiting);
}

/** One part as it is: what is large is not copied. */
function together(parts: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = parts;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(parts);
}

function header({ tensors, metadata }: SafetensorsContent, format: ExportFormat): Buffer {
  const entries: Record<string, TensorEntry | Readonly<Record<string, string>>> = {
    [METADATA_KEY]: metadata,
  };
  let start = 0;
  for (const tensor of tensors) {
    const end = start + bytesInFile(tensor, format);
    const { dtype } = FORMATS[format];
    entries[tensor.name] = { dtype, shape: tensor.shape, data_offsets: [start, end] };
    start = end;
  }
  const json = Buffer.from(JSON.stringify(entries));
  // The values have to start at a multiple of eight bytes.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(LENGTH_BYTES + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  json.copy(bytes, LENGTH_BYTES);
  return bytes;
}

function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
