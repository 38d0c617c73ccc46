import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Both stages on the real engine, in a second of computing. */
export const SMALL = join(import.meta.dirname, 'experiments/small.yaml');

/** What makes its base model. */
export const SMALL_BASE = join(import.meta.dirname, 'experiments/small-base.yaml');

/** The only run of `experiment` below `runs`. Throws when there are none or several. */
export function onlyRun(runs: string, experiment = 'small'): string {
  const [identity, ...others] = readdirSync(join(runs, experiment));
  if (identity === undefined || others.length > 0) {
    throw new Error(`${join(runs, experiment)} does not hold one run`);
  }
  return join(runs, experiment, identity);
}

/** Files that depend on config, seed and backend alone; the others also tell the time. */
const EXACT = /^(metrics\.jsonl|episodes\.jsonl|evaluations\/.+|.+\.safetensors)$/;

/** `[file]` SHA-256 of each file of a run that an equal run has equal to the byte, checkpoints among them. */
export function fingerprints(run: string): Readonly<Record<string, string>> {
  const files = readdirSync(run, { recursive: true, encoding: 'utf8' }).filter((path) =>
    EXACT.test(path),
  );
  return Object.fromEntries(
    files.sort().map((file) => {
      const content = readFileSync(join(run, file));
      return [file, createHash('sha256').update(content).digest('hex')];
    }),
  );
}
