import { readFile } from 'node:fs/promises';
import {
  LENGTH_BYTES,
  METADATA_KEY,
  type NamedTensor,
  type SafetensorsContent,
  type TensorEntry,
} from './file-format.ts';

/**
 * Reads a safetensors file of float32 tensors.
 * Throws, naming the file, when it is missing, truncated, no safetensors file, or holds another number format.
 */
export async function readSafetensors(path: string): Promise<SafetensorsContent> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(`could not read ${path}: ${(cause as Error).message}`, { cause });
  });
  const length = bytes.length < LENGTH_BYTES ? Infinity : Number(bytes.readBigUInt64LE());
  const dataStart = LENGTH_BYTES + length;
  if (dataStart > bytes.length) {
    throw new Error(
      `${path} is truncated or no safetensors file: it has ${bytes.length} bytes, ` +
        `and its header alone would end at ${dataStart}`,
    );
  }
  const header = parseHeader(path, bytes.toString('utf8', LENGTH_BYTES, dataStart));
  const { [METADATA_KEY]: metadata, ...entries } = header;
  return {
    metadata: isRecord(metadata) ? (metadata as Record<string, string>) : {},
    tensors: Object.entries(entries).map(([name, entry]) =>
      readTensor(path, name, entry, bytes.subarray(dataStart)),
    ),
  };
}

function parseHeader(path: string, json: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(json);
    if (isRecord(header)) return header;
  } catch {
    // Told below, together with valid JSON that is not an object.
  }
  throw new Error(`${path} is no safetensors file: its header is not a JSON object`);
}

function readTensor(path: string, name: string, entry: unknown, data: Buffer): NamedTensor {
  if (!isTensorEntry(entry)) {
    throw new Error(
      `${path}: the header entry of tensor "${name}" has no dtype, shape and offsets`,
    );
  }
  const { dtype, shape } = entry;
  const [start, end] = entry.data_offsets;
  if (dtype !== 'F32') {
    throw new Error(
      `${path}: tensor "${name}" is ${dtype}; only F32 can be read, convert it first`,
    );
  }
  if (end > data.length) {
    throw new Error(
      `${path} is truncated: tensor "${name}" ends at byte ${end} of the values, ` +
        `and only ${data.length} are there`,
    );
  }
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (end - start !== size * Float32Array.BYTES_PER_ELEMENT) {
    throw new Error(
      `${path}: tensor "${name}" of shape [${shape.join(', ')}] needs ${size * 4} bytes, has ${end - start}`,
    );
  }
  const values = new Float32Array(size);
  data.copy(Buffer.from(values.buffer), 0, start, end);
  return { name, shape, values };
}

function isTensorEntry(entry: unknown): entry is TensorEntry {
  return (
    isRecord(entry) &&
    typeof entry['dtype'] === 'string' &&
    isNumbers(entry['shape']) &&
    isNumbers(entry['data_offsets']) &&
    entry['data_offsets'].length === 2
  );
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
