import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const PEERS = join(import.meta.dirname, '..', 'peers');

/** Which Python measures the peers, and what it has, or why there is none. */
export type PythonFound =
  | {
      readonly python: string;
      /** Versions by package; null where a package is not there. */
      readonly versions: Readonly<Record<'torch' | 'transformers' | 'trl', string | null>>;
    }
  | { readonly python: null; readonly reason: string };

const ASK = `
import importlib.metadata as metadata, importlib.util as util, json
names = ("torch", "transformers", "trl")
print(json.dumps({name: metadata.version(name) if util.find_spec(name) else None for name in names}))`;

/**
 * The Python that was asked for by `--python` or WALTZ_PEERS_PYTHON, else that of `benchmarks/peers/.venv`, else `python3`:
 * the first of them that has PyTorch.
 */
export function findPython(asked: string | undefined): PythonFound {
  const chosen = asked ?? process.env['WALTZ_PEERS_PYTHON'];
  const own = join(PEERS, '.venv', 'bin', 'python');
  const candidates =
    chosen === undefined ? [...(existsSync(own) ? [own] : []), 'python3'] : [chosen];
  for (const python of candidates) {
    const versions = versionsIn(python);
    if (typeof versions?.torch === 'string') return { python, versions };
  }
  return {
    python: null,
    reason: `${candidates.join(' and ')} ${candidates.length > 1 ? 'have' : 'has'} no PyTorch; benchmarks/README.md says how to get it`,
  };
}

function versionsIn(
  python: string,
): Record<'torch' | 'transformers' | 'trl', string | null> | null {
  try {
    const text = execFileSync(python, ['-c', ASK], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(text) as Record<'torch' | 'transformers' | 'trl', string | null>;
  } catch {
    return null;
  }
}
