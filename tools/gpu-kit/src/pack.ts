/**
 * Packs what a bare machine with a card of NVIDIA needs to run, test and measure Waltz without a network: `npm run gpu-kit`.
 * There, `bash gpu-kit/run OUT_FOLDER` unpacks and runs it: Linux on x86-64 with the card's driver, and tar with xz or python3.
 */
import { fileSize } from '@waltz/core';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARTS } from './packing/parts.ts';
import { REPOSITORY } from './packing/repository.ts';

/** Bytes that the archive may have: what travels to a lent machine is 64 MiB, the checkout included. */
const MOST = 60e6;

if (process.platform !== 'linux' || process.arch !== 'x64') {
  throw new Error(
    `the kit is for Linux on x64 and takes Node.js from here, which is ${process.platform} on ${process.arch}`,
  );
}
const target = join(REPOSITORY, 'gpu-kit');
const archive = join(target, 'waltz-gpu-kit.tar.xz');
const kit = await mkdtemp(join(tmpdir(), 'waltz-gpu-kit-'));
try {
  for (const { name, put } of PARTS) {
    const before = bytesIn(kit);
    const why = await put(kit);
    show(name, why === null ? fileSize(bytesIn(kit) - before) : `left out: ${why}`);
  }
  show('all, unpacked', fileSize(bytesIn(kit)));
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const words = ['--owner=0', '--group=0', '--sort=name', '-cJf', archive, '-C', kit, '.'];
  execFileSync('tar', words, { env: { ...process.env, XZ_OPT: '-T2 -6' } });
  await copyFile(join(import.meta.dirname, '..', 'run'), join(target, 'run'));
} finally {
  await rm(kit, { recursive: true, force: true });
}
const { size } = await stat(archive);
show('packed', fileSize(size));
if (size > MOST) {
  await rm(target, { recursive: true });
  throw new Error(
    `the kit has ${fileSize(size)}, and ${fileSize(MOST)} are allowed: the table says what is large`,
  );
}
console.log(`\nbash ${join(target, 'run')} OUT_FOLDER`);

function show(name: string, text: string): void {
  console.log(`${name.padEnd(18)} ${text}`);
}

function bytesIn(folder: string): number {
  return Number(execFileSync('du', ['-sb', folder], { encoding: 'utf8' }).split('\t')[0]);
}
