import { describe } from 'vitest';
import type { BackendName } from '../backends/activate.ts';
import { loadAddon } from '../native/addon.ts';

/** Backends with kernels of our own: they have to agree with `cpu`. */
export const COMPILED: readonly BackendName[] = ['wasm', 'native'];

export const EVERY: readonly BackendName[] = ['cpu', ...COMPILED];

/** Describes `title` on each of `backends`; one that is not there is skipped, with the reason in the name. */
export function describeOn(
  backends: readonly BackendName[],
  title: string,
  suite: (backend: BackendName) => void,
): void {
  for (const backend of backends) {
    const missing = backend === 'native' ? whyNotNative() : null;
    const name = `${title} on ${backend}`;
    if (missing === null) describe(name, () => suite(backend));
    else describe.skip(`${name} (${missing})`, () => suite(backend));
  }
}

function whyNotNative(): string | null {
  try {
    loadAddon();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
