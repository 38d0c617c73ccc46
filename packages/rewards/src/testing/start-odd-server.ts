import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Every request that a server was sent. */
export interface Seen {
  readonly requests: readonly {
    readonly path: string;
    readonly authorization: string | null;
    readonly body: Readonly<Record<string, unknown>>;
  }[];
  /** Most requests that were under way at once. */
  readonly busiest: number;
}

export interface OddServer {
  /** What an experiment would call `baseUrl`. */
  readonly url: string;
  seen(): Promise<Seen>;
  stop(): void;
}

/** Starts `odd-server.ts` in a process of its own. */
export async function startOddServer(): Promise<OddServer> {
  const child = fork(join(import.meta.dirname, 'odd-server.ts'), [], {
    execArgv: ['--import', 'tsx'],
  });
  const [port] = (await once(child, 'message')) as [number];
  const root = `http://127.0.0.1:${port}`;
  return {
    url: `${root}/v1`,
    seen: async () => (await (await fetch(`${root}/seen`)).json()) as Seen,
    stop: () => void child.kill(),
  };
}
