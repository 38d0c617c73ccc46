import { readFileSync } from 'node:fs';

/** The version of Waltz, as its package says. */
export function waltzVersion(): string {
  return versionIn(new URL('../package.json', import.meta.url));
}

/** The version that a `package.json` says. */
export function versionIn(manifest: string | URL): string {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  return version;
}
