import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { explainFailure } from './file-failure.ts';

interface LockHolder {
  readonly pid: number;
  readonly host: string;
}

const FILE = 'lock.json';

/** Another process, which lives, has the run folder. */
export class RunInUse extends Error {
  override readonly name = 'RunInUse';

  constructor(folder: string, lock: string, { pid, host }: LockHolder) {
    super(
      `${folder} is in use by process ${pid} on ${host}: ` +
        `wait for it, or stop it; if that process is no run of Waltz, delete ${lock}`,
    );
  }
}

/** Gives a run folder to one process at a time. */
export class RunLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes the lock of `folder`; one whose process has ended is taken over.
   * Throws a `RunInUse` when a living process holds it, naming that process.
   */
  static async take(folder: string): Promise<RunLock> {
    const path = join(folder, FILE);
    for (;;) {
      if (await tryCreate(path)) return new RunLock(path);
      const holder = (await readHolder(path)) ?? (await readHolderLater(path));
      if (holder !== null && isAlive(holder)) throw new RunInUse(folder, path, holder);
      await rm(path, { force: true });
    }
  }

  async release(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  const holder: LockHolder = { pid: process.pid, host: hostname() };
  return explainFailure(path, async () => {
    try {
      await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  });
}

/** Null when the lock is gone or was never written to its end. */
async function readHolder(path: string): Promise<LockHolder | null> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'));
    const isHolder = typeof holder === 'object' && holder !== null && 'pid' in holder;
    return isHolder ? (holder as LockHolder) : null;
  } catch {
    return null;
  }
}

/** A lock is made first and written then: the one that was empty a moment ago may have been new. */
async function readHolderLater(path: string): Promise<LockHolder | null> {
  await setTimeout(50);
  return readHolder(path);
}

/** A process of another machine cannot be asked, so it counts as alive. */
function isAlive({ pid, host }: LockHolder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
