import { createRequire } from 'node:module';
import { versionIn, waltzVersion } from './waltz-version.ts';

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
  return Object.fromEntries([['waltz', waltzVersion()], ...versions]) as Record<string, string>;
}
