/** Imports a module by its URL. A built program has its own in this place: `packages/cli/start/import-module.mjs`. */
export async function importModule(url: string): Promise<unknown> {
  return await import(url);
}
