import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';

/** A hub that runs in a process of its own. */
export interface TestHub {
  /** What `HF_ENDPOINT` has to be. */
  readonly address: string;
  stop(): void;
}

/** An answer with content, as the hub has logged it. */
interface LoggedAnswer {
  readonly url: string;
  /** What was asked for, as `bytes=5-`; null for everything. */
  readonly range: string | null;
  readonly status: number;
  /** Bytes of content. */
  readonly sent: number;
}

/** What a hub has sent of files whose address begins and ends so, in order. */
export async function answersOf(
  { address }: Pick<TestHub, 'address'>,
  begin: string,
  end: string,
): Promise<readonly LoggedAnswer[]> {
  const response = await fetch(`${address}/log`);
  // Written by `unreliable-hub.mjs` alone.
  const log = (await response.json()) as readonly LoggedAnswer[];
  return log.filter(({ url }) => url.startsWith(begin) && url.endsWith(end));
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

/**
 * A hub for all tests of a file, which they ask without a token and each with an empty cache. `models` makes the folders that
 * it serves, before it starts.
 */
export function useHub(
  models: () =>
    Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>> = () => ({}),
): Pick<TestHub, 'address'> {
  const caches = mkdtempSync(join(tmpdir(), 'waltz-hub-caches-'));
  let hub: TestHub | null = null;
  let tests = 0;
  const addressOf = (): string => {
    if (hub === null) throw new Error('the hub of the tests has not started');
    return hub.address;
  };
  beforeAll(async () => {
    hub = await startHub(await models());
  });
  afterAll(() => {
    hub?.stop();
    rmSync(caches, { recursive: true, force: true });
  });
  beforeEach(() => {
    vi.stubEnv('HF_ENDPOINT', addressOf());
    vi.stubEnv('HF_TOKEN', '');
    vi.stubEnv('XDG_CACHE_HOME', join(caches, String(tests++)));
  });
  afterEach(() => vi.unstubAllEnvs());
  return {
    get address() {
      return addressOf();
    },
  };
}
