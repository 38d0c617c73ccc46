import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { kernelBytes } from './wasm-kernel-module.ts';

const BUILD = fileURLToPath(new URL('../../kernels/build.sh', import.meta.url));

/** Major version of clang on this machine, or null. */
function clangVersion(): string | null {
  try {
    const text = execFileSync('clang', ['--version'], { encoding: 'utf8', stdio: 'pipe' });
    execFileSync('wasm-ld', ['--version'], { stdio: 'pipe' });
    return /version (\d+)/.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Ids of the sections of a WebAssembly file. */
function sectionIds(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  let at = 8;
  while (at < bytes.length) {
    ids.push(bytes[at++] ?? -1);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return ids;
}

describe('kernels.wasm', () => {
  it('has no data of its own, which would land on the numbers of tfjs', () => {
    const DATA = 11;
    const START = 8;
    expect(sectionIds(kernelBytes())).not.toContain(DATA);
    expect(sectionIds(kernelBytes())).not.toContain(START);
  });

  it('is what its sources build to', ({ skip }) => {
    const version = clangVersion();
    if (version !== '14') skip(`needs clang 14 and wasm-ld, found ${version ?? 'none'}`);
    const folder = mkdtempSync(join(tmpdir(), 'waltz-kernels-'));
    try {
      const output = join(folder, 'kernels.wasm');
      execFileSync(BUILD, [output]);
      expect(Buffer.from(kernelBytes()).equals(readFileSync(output))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
