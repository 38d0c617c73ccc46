import { existsSync, readFileSync } from 'node:fs';

/** An addon for Node.js that is built on this machine. */
export interface AddonFile {
  readonly file: string;
  /** Of everything that it is built from; the file holds it. */
  readonly digest: string;
  /** The command that builds it, and what it needs. */
  readonly build: string;
}

/** What an addon exports. Throws with the reason, and with what to do, when there is none that can be trusted. */
export function loadAddon({ file, digest, build }: AddonFile): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) throw new Error(`the addon is not built; ${build}`);
  // Looked for in the file: one of other sources must not be loaded, for a process keeps what it loaded first.
  if (!readFileSync(file).includes(digest)) {
    throw new Error(`the addon is incomplete, or of other sources than these; ${build}`);
  }
  const holder: { readonly exports: Record<string, unknown> } = { exports: {} };
  try {
    process.dlopen(holder, file);
  } catch (error) {
    const why = String(error instanceof Error ? error.message : error).replaceAll('\n', ' ');
    throw new Error(`the addon does not load (${why}); ${build}`, { cause: error });
  }
  if (Object.keys(holder.exports).length === 0) throw new Error(`the addon is empty; ${build}`);
  return holder.exports;
}
