import { createHash } from 'node:crypto';
import type { ExperimentConfig } from './experiment-config.ts';

/** JSON with sorted keys: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * What names a run: 12 hexadecimal digits of the SHA-256 of everything that its results depend on. That is
 * the resolved config without `run` (where and how to store), and the identity of the base experiment.
 */
export function runIdentity(config: ExperimentConfig, baseIdentity: string | null): string {
  const { run: _, ...decisive } = config;
  return createHash('sha256')
    .update(canonicalJson({ ...decisive, baseIdentity }))
    .digest('hex')
    .slice(0, 12);
}
