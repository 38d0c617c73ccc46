import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors } from './open-safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

const CONTENT = {
  metadata: { format: 'pt', 'optimiser.steps': '3' },
  tensors: [
    { name: 'matrix', shape: [2, 3], values: Float32Array.of(1, -2.5, 3e-40, 4, 5, 6) },
    { name: 'gain', shape: [2], values: Float32Array.of(0.1, 0.2) },
    { name: 'empty', shape: [0, 4], values: new Float32Array(0) },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-safetensors-'));
});

describe('safetensors', () => {
  it('reads what it wrote, bit by bit, and leaves no other file', async () => {
    const own = await mkdtemp(join(folder, 'own-'));
    await writeSafetensors(join(own, 'a.safetensors'), CONTENT);
    const file = openSafetensors(join(own, 'a.safetensors'));
    expect(file.metadata).toEqual(CONTENT.metadata);
    expect([...file.shapes]).toEqual(CONTENT.tensors.map(({ name, shape }) => [name, shape]));
    for (const { name, values } of CONTENT.tensors) expect(file.read(name), name).toEqual(values);
    expect(await readdir(own)).toEqual(['a.safetensors']);
  });

  it('writes many small and some large tensors in their order', async () => {
    const sizes = [3, 200_000, 100_000, 1, 400_000, 0, 7];
    const tensors = sizes.map((size, index) => ({
      name: `tensor ${index}`,
      shape: [size],
      values: Float32Array.from({ length: size }, (_, at) => index + at / 16),
    }));
    const path = join(folder, 'pieces.safetensors');
    await writeSafetensors(path, { metadata: { format: 'pt' }, tensors });
    const file = openSafetensors(path);
    for (const { name, values } of tensors) {
      expect(Buffer.compare(bytesOf(file.read(name)), bytesOf(values)), name).toBe(0);
    }
  });

  it('has the published layout: length, JSON, values from a multiple of eight bytes', async () => {
    const path = join(folder, 'layout.safetensors');
    await writeSafetensors(path, CONTENT);
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: CONTENT.metadata,
      matrix: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      gain: { dtype: 'F32', shape: [2], data_offsets: [24, 32] },
      empty: { dtype: 'F32', shape: [0, 4], data_offsets: [32, 32] },
    });
    expect(bytes.readFloatLE(8 + length + 4)).toBe(-2.5);
    expect(bytes.length).toBe(8 + length + 32);
  });

  it('keeps the former file when writing fails, and says which it was', async () => {
    const path = join(await mkdtemp(join(folder, 'occupied-')), 'a.safetensors');
    await mkdir(join(path, 'former'), { recursive: true });
    await expect(writeSafetensors(path, CONTENT)).rejects.toThrow(path);
    expect(await readdir(dirname(path))).toEqual(['a.safetensors']);
    expect(await readdir(path)).toEqual(['former']);
  });

  it.each([
    [
      'cut in the values',
      (bytes: Buffer) => bytes.subarray(0, -4),
      /truncated: tensor "gain" ends at byte 32/,
    ],
    [
      'cut in the header',
      (bytes: Buffer) => bytes.subarray(0, 40),
      /truncated or no safetensors file: it has 40 bytes/,
    ],
    ['empty', () => Buffer.alloc(0), /truncated or no safetensors file: it has 0 bytes/],
    ['another format', () => header('[1, 2]'), /header is not a JSON object/],
    ['not JSON', () => header('{"a": '), /header is not a JSON object/],
    ['longer in the header than readers take', () => longHeader(), /no safetensors file/],
    [
      'of whole numbers',
      () => header('{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', 8),
      /tensor "a" is I64; F32, F16, BF16 can be read, convert it first/,
    ],
    [
      'a shape of another size',
      () => header('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      /tensor "a" of shape \[2\] needs 8 bytes, has 4/,
    ],
    [
      'an entry without offsets',
      () => header('{"a":{"dtype":"F32","shape":[2]}}'),
      /entry of tensor "a"/,
    ],
  ])('says which file is %s', async (name, damage, message) => {
    const path = join(folder, `${name}.safetensors`);
    await writeSafetensors(path, CONTENT);
    await writeFile(path, damage(await readFile(path)));
    expect(() => openSafetensors(path)).toThrow(message);
    expect(() => openSafetensors(path)).toThrow(path);
  });

  it('says which file is missing, or has become shorter', async () => {
    expect(() => openSafetensors(join(folder, 'none'))).toThrow(/could not read .*none/);
    const path = join(folder, 'shrunk.safetensors');
    await writeSafetensors(path, CONTENT);
    const file = openSafetensors(path);
    await writeFile(path, (await readFile(path)).subarray(0, -4));
    expect(() => file.read('gain')).toThrow(/shrunk.safetensors is truncated/);
  });

  it('has no tensor but those of its header', async () => {
    const path = join(folder, 'names.safetensors');
    await writeSafetensors(path, CONTENT);
    expect(() => openSafetensors(path).read('bias')).toThrow(`${path} holds no tensor "bias"`);
  });
});

/** The bytes of a file that says its header ends at 2⁵⁰. */
function longHeader(): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(2n ** 50n);
  return Buffer.concat([length, Buffer.from('{}')]);
}

function header(json: string, values = 0): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, Buffer.from(json), Buffer.alloc(values)]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
