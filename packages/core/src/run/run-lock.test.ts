import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, temporaryFolder } from '../testing/temporary-folder.ts';
import { RunLock } from './run-lock.ts';

const heldBy = (holder: object) => folderWith({ 'lock.json': JSON.stringify(holder) });

describe('RunLock', () => {
  it('lets one process in at a time', async () => {
    const folder = temporaryFolder();
    const lock = await RunLock.take(folder);
    await expect(RunLock.take(folder)).rejects.toThrow(
      `${folder} is in use by process ${process.pid} on ${hostname()}`,
    );
    await lock.release();
    await (await RunLock.take(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('respects another process that lives', async () => {
    const folder = heldBy({ pid: process.ppid, host: hostname() });
    await expect(RunLock.take(folder)).rejects.toThrow(`process ${process.ppid}`);
  });

  it('respects a process on another machine, which it cannot ask', async () => {
    const folder = heldBy({ pid: 1, host: 'elsewhere' });
    await expect(RunLock.take(folder)).rejects.toThrow('process 1 on elsewhere');
  });

  it('takes over from a process that has ended', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const lock = await RunLock.take(heldBy({ pid, host: hostname() }));
    await lock.release();
  });

  it('takes over a lock that was never written to its end', async () => {
    const folder = folderWith({ 'lock.json': '{"pi' });
    const lock = await RunLock.take(folder);
    await lock.release();
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });
});
