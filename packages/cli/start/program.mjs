import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The URL of the program that is built from the sources as they are now; it is built first where nobody has started
 * these sources before. Null where that cannot be done: the folder cannot be written, say, or a source does not parse.
 */
export async function builtProgram() {
  try {
    const workspaces = ['packages', 'plugins']
      .flatMap((group) => readdirSync(join(ROOT, group)).map((name) => join(ROOT, group, name)))
      .filter((workspace) => existsSync(join(workspace, 'package.json')));
    const folder = join(ROOT, 'node_modules/.cache/waltz', digestOf(workspaces));
    if (existsSync(folder)) {
      touch(folder);
    } else {
      const { buildProgram } = await import('./build-program.mjs');
      await buildProgram(ROOT, workspaces, folder);
    }
    return pathToFileURL(join(folder, 'main.mjs')).href;
  } catch {
    return null;
  }
}

/** Whoever writes a file changes its `ctime`, even where the file gets its old time and size back. */
function digestOf(workspaces) {
  const digest = createHash('sha256');
  const files = [
    join(ROOT, 'package-lock.json'),
    ...workspaces.map((workspace) => join(workspace, 'package.json')),
    ...[join(import.meta.dirname), ...workspaces.map((workspace) => join(workspace, 'src'))]
      .filter((folder) => existsSync(folder))
      .flatMap(sourcesIn),
  ];
  for (const file of files) {
    const { size, mtimeMs, ctimeMs } = statSync(file);
    digest.update(`${file}\0${size} ${mtimeMs} ${ctimeMs}\n`);
  }
  return digest.digest('hex').slice(0, 32);
}

function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return /(?<!\.test)\.(?:[cm]?[jt]s|json)$/u.test(entry.name) ? [path] : [];
  });
}

/** Says that the program is in use still. */
function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // It can be used where it cannot be written.
  }
}
