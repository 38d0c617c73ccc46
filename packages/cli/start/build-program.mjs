import { existsSync, readFileSync } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { fromSources } from './from-sources.mjs';

/** Milliseconds for which a program is kept that nobody starts: longer than any run. */
const KEPT = 30 * 24 * 3600 * 1000;

/** What is started by its file. In the program's folder it is beside whoever starts it, as in the sources. */
const STARTED = [
  'packages/cli/src/main.ts',
  'packages/cli/src/sweep/worker-process.mjs',
  'packages/models/src/parallel/worker-entry.mjs',
  'packages/cli/start/outside-hooks.mjs',
];

/**
 * Builds the sources of the workspaces below `root` into `folder`: a file for each module that is entered from outside,
 * and chunks that these share, so that every source is one module still. `modules.json` says which is where.
 * The folder gets its name when it is whole: two that build it at once do no harm.
 */
export async function buildProgram(root, workspaces, folder) {
  const unfinished = `${folder}.${process.pid}`;
  const exported = workspaces.flatMap(exportedFiles);
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: Object.fromEntries([
        ...STARTED.map((file) => [basename(file).replace(/\.\w+$/u, ''), join(root, file)]),
        ...exported.map((file) => [file.slice(root.length).replaceAll(/\W/gu, '-'), file]),
      ]),
      outdir: unfinished,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      keepNames: true,
      sourcemap: 'linked',
      sourcesContent: false,
      metafile: true,
      logLevel: 'silent',
      plugins: [fromSources(workspaces)],
    });
    const modules = builtModules(metafile, root, folder);
    await writeFile(join(unfinished, 'modules.json'), JSON.stringify(modules));
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  } finally {
    await stop();
  }
  await removeOld(dirname(folder));
}

/** What others may import of a package, except where that depends on conditions. */
function exportedFiles(workspace) {
  const { exports = {} } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'));
  const files = typeof exports === 'string' ? [exports] : Object.values(exports);
  return files
    .filter((file) => typeof file === 'string' && !file.includes('*'))
    .map((file) => join(workspace, file));
}

/** URLs of built modules by those of their sources; null for a source that only other sources enter. */
function builtModules({ inputs, outputs }, root, folder) {
  const urlOf = (file) => pathToFileURL(join(root, file)).href;
  const modules = Object.fromEntries(Object.keys(inputs).map((file) => [urlOf(file), null]));
  for (const [file, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint) modules[urlOf(entryPoint)] = pathToFileURL(join(folder, basename(file))).href;
  }
  return modules;
}

async function removeOld(cache) {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > KEPT) await rm(folder, { recursive: true });
  }
}
