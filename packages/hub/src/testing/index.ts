import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A hub that runs in a process of its own. */
export interface TestHub {
  /** What `HF_ENDPOINT` has to be. */
  readonly address: string;
  stop(): void;
}

/**
 * Starts a hub that serves folders as models by name, each to owners who misbehave in ways of their own:
 * `testing/unreliable-hub.mjs` says in which.
 */
export async function startHub(models: Readonly<Record<string, string>> = {}): Promise<TestHub> {
  const words = Object.entries(models).map(([name, folder]) => `${name}=${folder}`);
  const hub = spawn(process.execPath, [join(import.meta.dirname, 'unreliable-hub.mjs'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Its first line is its address.
  const [line] = (await once(hub.stdout, 'data')) as [Buffer];
  return { address: String(line).trim(), stop: () => hub.kill() };
}
