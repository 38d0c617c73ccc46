import { readFileSync, realpathSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const modules = JSON.parse(readFileSync(new URL(import.meta.resolve('./modules.json')), 'utf8'));
let outside = null;

/**
 * In the place of core's `importModule` in a built program: what the program holds of a workspace is imported from there.
 * Sources from elsewhere run as they are.
 */
export async function importModule(url) {
  const built = modules[pathToFileURL(realpathSync(fileURLToPath(url))).href];
  if (built) return await import(built);
  outside ??= registerOutside();
  await outside;
  return await import(url);
}

/** Takes 100 ms and a thread, so that it waits for the first source from elsewhere. */
async function registerOutside() {
  const tsx = await import(import.meta.resolve('tsx/esm/api'));
  tsx.register();
  register(import.meta.resolve('./outside-hooks.mjs'), { data: modules });
}
