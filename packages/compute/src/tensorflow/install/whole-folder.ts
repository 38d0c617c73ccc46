import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes a folder that is there whole or not at all: `fill` gets another one beside it, which then takes its place. What a
 * killed process has left of an earlier one is cleared away. A failure leaves `folder` as it was.
 */
export async function makeWhole(
  folder: string,
  fill: (partial: string) => Promise<void>,
): Promise<void> {
  const [parent, name] = [dirname(folder), basename(folder)];
  await mkdir(parent, { recursive: true });
  const prefix = `${name}.partial-`;
  const left = (await readdir(parent)).filter((entry) => entry.startsWith(prefix));
  for (const entry of left.filter((entry) => !isAlive(Number(entry.slice(prefix.length))))) {
    await rm(join(parent, entry), { recursive: true, force: true });
  }
  const partial = join(parent, `${prefix}${process.pid}`);
  await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    if (existsSync(folder)) await rm(folder, { recursive: true });
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
