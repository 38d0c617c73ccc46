import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The packages whose version decides on the last digits of what a run computes. */
const COMPUTING: readonly string[] = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
];

/** Versions of the packages that compute, by name, and of Waltz itself. */
export function packageVersions(): Readonly<Record<string, string>> {
  const compute = createRequire(import.meta.resolve('@waltz/compute'));
  const versions = COMPUTING.map((name) => [
    name,
    versionIn(compute.resolve(`${name}/package.json`)),
  ]);
  const waltz = versionIn(new URL('../package.json', import.meta.url));
  return Object.fromEntries([['waltz', waltz], ...versions]) as Record<string, string>;
}

function versionIn(manifest: string | URL): string {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  return version;
}
