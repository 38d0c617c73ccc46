import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { open, type Entry, type ZipFile } from 'yauzl';

/** Unpacks the files of a wheel (a zip archive) that are wanted into `folder`. Throws when none is. */
export async function unpackWheel(wheel: string, wanted: RegExp, folder: string): Promise<void> {
  const archive = await promisify<string, object, ZipFile>(open)(wheel, {
    lazyEntries: true,
    autoClose: false,
  });
  let unpacked = 0;
  try {
    for await (const entry of entriesOf(archive)) {
      if (!wanted.test(entry.fileName)) continue;
      const target = join(folder, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      const content = await promisify(archive.openReadStream.bind(archive))(entry);
      await pipeline(content, createWriteStream(target));
      unpacked += 1;
    }
  } finally {
    archive.close();
  }
  if (unpacked === 0) throw new Error(`${wheel} holds nothing of what is expected in it`);
}

/** The entries, one at a time. */
async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  for (let read = 0; read < archive.entryCount; read++) {
    yield await new Promise<Entry>((resolve, reject) => {
      archive.once('entry', resolve).once('error', reject);
      archive.readEntry();
    });
    archive.removeAllListeners('error');
  }
}
