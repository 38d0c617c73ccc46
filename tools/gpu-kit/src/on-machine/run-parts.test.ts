import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Finding, MachinePart } from './finding.ts';
import { runParts } from './run-parts.ts';

let out = '';
beforeEach(() => (out = mkdtempSync(join(tmpdir(), 'waltz-run-parts-'))));
afterEach(() => rmSync(out, { recursive: true }));

const found = (failure: string | null): Finding => ({
  failure,
  summary: 'seen',
  figures: { n: 1 },
});

it('goes on after a part that fails or throws, and keeps what all found', async () => {
  const parts: readonly MachinePart[] = [
    { name: 'first', run: () => Promise.reject(new Error('no card')) },
    { name: 'second', run: async () => found('it was stopped after 1 s') },
    { name: 'third', run: async () => found(null) },
  ];
  await runParts(parts, { out, rehearses: false }, { commit: 'abc' }, () => {});
  const page = readFileSync(join(out, 'gpu-kit.md'), 'utf8');
  expect(page).toContain('- commit: abc');
  expect(page).toMatch(/## first\n\n\*\*Failed\*\*: it could not be run: no card, 0 s\./);
  expect(page).toMatch(/## second\n\n\*\*Failed\*\*: it was stopped after 1 s, 0 s\.\n\nseen/);
  expect(page).toMatch(/## third\n\nDone, 0 s\.\n\nseen/);
  expect(page).not.toContain('rehearsal');
  const record: unknown = JSON.parse(readFileSync(join(out, 'gpu-kit.json'), 'utf8'));
  expect(record).toMatchObject({
    commit: 'abc',
    parts: [{ name: 'first' }, { name: 'second' }, { name: 'third', figures: { n: 1 } }],
  });
});

it('has written what was found before the next part begins', async () => {
  const parts: readonly MachinePart[] = [
    { name: 'first', run: async () => found(null) },
    {
      name: 'second',
      run: async () => ({ ...found(null), summary: readFileSync(join(out, 'gpu-kit.md'), 'utf8') }),
    },
  ];
  const [, second] = await runParts(parts, { out, rehearses: true }, {}, () => {});
  expect(second?.summary).toContain('## first');
  expect(second?.summary).toContain('A rehearsal');
});
