import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { BF16, F16, F32, type NumberFormat } from '../number-formats/number-format.ts';
import { readNumbers, readWhole } from '../number-formats/read-numbers.ts';
import { LENGTH_BYTES, METADATA_KEY, MOST_HEADER_BYTES, type TensorEntry } from './file-format.ts';

/** A safetensors file whose header has been read. */
export interface SafetensorsFile extends Checkpoint {
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a tensor lies. */
interface Place {
  readonly format: NumberFormat;
  readonly start: number;
  readonly count: number;
}

/** The formats that are read, all of them to float32. */
const FORMATS: Readonly<Record<string, NumberFormat>> = { F32, F16, BF16 };

/**
 * Reads the header of a safetensors file (https://github.com/huggingface/safetensors, "Format").
 * Throws, naming the file, when it is missing, truncated, no safetensors file, or holds another number format.
 */
export function openSafetensors(path: string): SafetensorsFile {
  const { header, dataStart, dataLength } = readHeader(path);
  const { [METADATA_KEY]: metadata, ...entries } = header;
  const shapes = new Map<string, readonly number[]>();
  const places = new Map<string, Place>();
  for (const [name, entry] of Object.entries(entries)) {
    const { format, shape, offset, count } = checkEntry(path, name, entry, dataLength);
    shapes.set(name, shape);
    places.set(name, { format, count, start: dataStart + offset });
  }
  return {
    path,
    metadata: isRecord(metadata) ? (metadata as Record<string, string>) : {},
    shapes,
    read: (name) => {
      const place = places.get(name);
      if (place === undefined) throw new Error(`${path} holds no tensor "${name}"`);
      return readNumbers(path, place.format, place.start, place.count);
    },
  };
}

interface Header {
  readonly header: Record<string, unknown>;
  /** Byte at which the values start, and how many of them there are. */
  readonly dataStart: number;
  readonly dataLength: number;
}

function readHeader(path: string): Header {
  const file = openFile(path);
  try {
    const { size } = fstatSync(file);
    const lengthBytes = Buffer.alloc(LENGTH_BYTES);
    if (size >= LENGTH_BYTES) readWhole(path, file, lengthBytes, 0);
    const length = size < LENGTH_BYTES ? Infinity : Number(lengthBytes.readBigUInt64LE());
    const dataStart = LENGTH_BYTES + length;
    if (dataStart > size || length > MOST_HEADER_BYTES) {
      throw new Error(
        `${path} is truncated or no safetensors file: it has ${size} bytes, ` +
          `and its header alone would end at ${dataStart}`,
      );
    }
    const json = Buffer.alloc(length);
    readWhole(path, file, json, LENGTH_BYTES);
    const header = parseHeader(path, json.toString('utf8'));
    return { header, dataStart, dataLength: size - dataStart };
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new Error(`could not read ${path}: ${(cause as Error).message}`, { cause });
  }
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

/** What the header says of a tensor, once all of it is known to be true. */
function checkEntry(path: string, name: string, entry: unknown, dataLength: number) {
  if (!isTensorEntry(entry)) {
    throw new Error(
      `${path}: the header entry of tensor "${name}" has no dtype, shape and offsets`,
    );
  }
  const { dtype, shape } = entry;
  const [start, end] = entry.data_offsets;
  const format = FORMATS[dtype];
  if (format === undefined) {
    throw new Error(
      `${path}: tensor "${name}" is ${dtype}; ${Object.keys(FORMATS).join(', ')} can be read, ` +
        'convert it first',
    );
  }
  if (end > dataLength) {
    throw new Error(
      `${path} is truncated: tensor "${name}" ends at byte ${end} of the values, ` +
        `and only ${dataLength} are there; fetch the file again`,
    );
  }
  const count = shape.reduce((product, axis) => product * axis, 1);
  const needed = count * format.bytes;
  if (end - start !== needed) {
    throw new Error(
      `${path}: tensor "${name}" of shape [${shape.join(', ')}] needs ${needed} bytes, has ${end - start}`,
    );
  }
  return { format, shape, count, offset: start };
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
