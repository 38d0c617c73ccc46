import { stat } from 'node:fs/promises';
import type { GGUFTensorInfo } from '@huggingface/gguf';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { BF16, F16, F32, type NumberFormat } from '../number-formats/number-format.ts';
import { readNumbers } from '../number-formats/read-numbers.ts';
import { Q4_0, Q4_1, Q4_K, Q6_K, Q8_0 } from './quantised.ts';

/** A GGUF file whose header has been read; its tensors have their names there. */
export interface GgufFile extends Checkpoint {
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The formats that are read, all of them to float32. */
const FORMATS: Readonly<Record<string, NumberFormat>> = {
  ...{ F32, F16, BF16 },
  ...{ Q8_0, Q4_0, Q4_1, Q4_K, Q6_K },
};

/**
 * Reads the header of a GGUF file (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 * Throws, naming the file, when it is missing, truncated, no GGUF file, or holds a number format that is not read.
 */
export async function openGguf(path: string): Promise<GgufFile> {
  const { header, size, typeNames } = await readHeader(path);
  const dataStart = Number(header.tensorDataOffset);
  // The reader takes zeros for what is past the end, and so ends past it.
  if (dataStart > size) {
    throw new Error(
      `${path} is truncated: it has ${size} bytes, and its header ends at ${dataStart}`,
    );
  }
  const places = new Map(
    header.tensorInfos.map((info) => [info.name, placeOf(path, info, typeNames, dataStart, size)]),
  );
  return {
    path,
    metadata: Object.fromEntries(
      Object.entries(header.metadata).map(([key, value]) => [
        key,
        typeof value === 'bigint' ? Number(value) : value,
      ]),
    ),
    shapes: new Map([...places].map(([name, { shape }]) => [name, shape])),
    read: (name) => {
      const place = places.get(name);
      if (place === undefined) throw new Error(`${path} holds no tensor "${name}"`);
      return readNumbers(path, place.format, place.start, place.count);
    },
  };
}

/** Names of number formats by their number in a file, which may have one that is newer than the list. */
type TypeNames = Readonly<Record<number, string | undefined>>;

async function readHeader(path: string) {
  // Seventy modules, which other runs need not load.
  const { gguf, GGMLQuantizationType } = await import('@huggingface/gguf');
  const typeNames: TypeNames = GGMLQuantizationType;
  try {
    const { size } = await stat(path);
    const header = await gguf(path, { allowLocalFile: true });
    if (!header.littleEndian) throw new Error('its numbers are big-endian');
    return { header, size, typeNames };
  } catch (cause) {
    throw new Error(`could not read ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Where a tensor lies, once it is known to lie within the file. */
function placeOf(
  path: string,
  { name, dtype, shape: reversed, offset }: GGUFTensorInfo,
  typeNames: TypeNames,
  dataStart: number,
  size: number,
) {
  const type = typeNames[dtype] ?? `of type ${String(dtype)}`;
  const format = FORMATS[type];
  if (format === undefined) {
    throw new Error(
      `${path}: tensor "${name}" is ${type}; ${Object.keys(FORMATS).join(', ')} can be read`,
    );
  }
  // The first axis of GGUF is the one whose numbers lie side by side.
  const shape = reversed.map(Number).reverse();
  const count = shape.reduce((product, axis) => product * axis, 1);
  if ((shape.at(-1) ?? 0) % format.numbers !== 0) {
    throw new Error(
      `${path}: rows of tensor "${name}" have ${shape.at(-1)} numbers, no multiple of the ${format.numbers} of ${type}`,
    );
  }
  const start = dataStart + Number(offset);
  const end = start + (count / format.numbers) * format.bytes;
  if (end > size) {
    throw new Error(
      `${path} is truncated: tensor "${name}" ends at byte ${end}, and the file at ${size}; fetch it again`,
    );
  }
  return { format, shape, start, count };
}
