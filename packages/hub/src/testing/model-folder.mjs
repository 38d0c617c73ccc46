import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A folder as the hub lists and sends it: weights lie in large file storage, and are known by their sha256. */
export function readModel(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  const files = paths.sort().map((path) => entryOf(path, readFileSync(join(folder, path))));
  const contents = files.map(({ path, oid }) => `${path} ${oid}`).join('\n');
  return { commit: hashOf('sha1', contents), files };
}

function entryOf(path, content) {
  const entry = { type: 'file', path, size: content.length, oid: hashOf('sha1', content), content };
  const isLarge = /\.(safetensors|gguf)$/.test(path);
  return isLarge
    ? { ...entry, lfs: { oid: hashOf('sha256', content), size: content.length } }
    : entry;
}

/** Of text or bytes, in hexadecimal digits. */
export function hashOf(algorithm, content) {
  return createHash(algorithm).update(content).digest('hex');
}
