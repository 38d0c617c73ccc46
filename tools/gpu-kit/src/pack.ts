/**
 * Packs all that a bare machine with a card of NVIDIA needs to run and measure Waltz, without a network there:
 * npm run gpu-kit. On that machine: `bash gpu-kit/run OUT_FOLDER`; it needs Linux on x86-64, tar, xz and the card's driver.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARTS } from './contents.ts';

/** What the kit may take, in bytes. */
const MOST = 60e6;

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

const out = join(REPOSITORY, 'gpu-kit');
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const kit = await mkdtemp(join(tmpdir(), 'waltz-gpu-kit-'));
try {
  for (const { name, put } of PARTS) {
    const before = sizeOf(kit);
    const why = await put(kit);
    const size = `${((sizeOf(kit) - before) / 1e6).toFixed(1)} MB`;
    console.log(`${name.padEnd(18)} ${why === null ? size : `left out: ${why}`}`);
  }
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: REPOSITORY });
  await writeFile(join(kit, 'waltz', 'COMMIT'), commit);
  const archive = join(out, 'waltz.tar.xz');
  execFileSync('tar', ['-cJf', archive, '-C', kit, '.'], {
    env: { ...process.env, XZ_OPT: '-T0 -6' },
  });
  await copyFile(join(import.meta.dirname, '..', 'run'), join(out, 'run'));
  const { size } = await stat(archive);
  console.log(`${'packed'.padEnd(18)} ${(size / 1e6).toFixed(1)} MB: ${archive}`);
  if (size > MOST) throw new Error(`the kit is larger than ${MOST / 1e6} MB`);
} finally {
  await rm(kit, { recursive: true, force: true });
}

function sizeOf(folder: string): number {
  return Number(execFileSync('du', ['-sb', folder], { encoding: 'utf8' }).split('\t')[0]);
}
