import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpackWheel } from './unpack-wheel.ts';

/** A zip archive of text files. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(text), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(text.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listing, Buffer.from('PK\x05\x06'), end]);
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-unpack-'));
  const files = { 'lib/a.so.2': 'library', 'lib/b.py': 'python', 'lib/include/c.h': 'header' };
  await writeFile(join(folder, 'a.whl'), zipOf(files));
});

afterEach(() => rm(folder, { recursive: true }));

it('unpacks what is wanted and nothing else', async () => {
  await unpackWheel(join(folder, 'a.whl'), /\.so\.2$|\.h$/, join(folder, 'out'));
  expect(await readFile(join(folder, 'out/lib/a.so.2'), 'utf8')).toBe('library');
  expect(await readFile(join(folder, 'out/lib/include/c.h'), 'utf8')).toBe('header');
  expect((await readdir(join(folder, 'out/lib'))).sort()).toEqual(['a.so.2', 'include']);
});

it('refuses a wheel that holds nothing of it', async () => {
  const unpacked = unpackWheel(join(folder, 'a.whl'), /\.dylib$/, join(folder, 'out'));
  await expect(unpacked).rejects.toThrow('holds nothing of what is expected');
});
