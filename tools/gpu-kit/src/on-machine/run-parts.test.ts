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
    { name: 'first', seconds: 9, run: () => Promise.reject(new Error('no card')) },
    { name: 'second', seconds: 9, run: async () => found('it was stopped after 1 s') },
    { name: 'third', seconds: 9, run: async () => found(null) },
  ];
  await runParts(parts, { out, rehearses: false }, { commit: 'abc' }, 60, () => {});
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
    { name: 'first', seconds: 9, run: async () => found(null) },
    {
      name: 'second',
      seconds: 9,
      run: async () => ({ ...found(null), summary: readFileSync(join(out, 'gpu-kit.md'), 'utf8') }),
    },
  ];
  const [, second] = await runParts(parts, { out, rehearses: true }, {}, 60, () => {});
  expect(second?.summary).toContain('## first');
  expect(second?.summary).toContain('A rehearsal');
});

it('gives each part what is left of the time, and names what there is none for', async () => {
  const limits: number[] = [];
  const taking = (name: string, seconds: number): MachinePart => ({
    name,
    seconds,
    run: async (_, limit) => {
      limits.push(limit);
      return found(null);
    },
  });
  const parts = [
    taking('short', 4),
    taking('long', 20),
    taking('longer', 100),
    taking('longest', 200),
  ];
  const done = await runParts(parts, { out, rehearses: false }, {}, 10, () => {});
  expect(limits[0]).toBe(4);
  expect(limits[1]).toBeGreaterThan(9);
  expect(limits[1]).toBeLessThanOrEqual(10);
  expect(limits).toHaveLength(2);
  expect(done[2]?.failure).toBe('it was not run, for the time was up');
  expect(done[3]?.failure).toBe('it was not run, for the time was up');
  expect(readFileSync(join(out, 'gpu-kit.md'), 'utf8')).toContain(
    'for 2 parts: `bash gpu-kit/run ANOTHER_FOLDER --only longer,longest`',
  );
  await runParts([taking('rehearsed', 4)], { out, rehearses: true }, {}, 60, () => {});
  expect(limits[2]).toBe(16);
  expect(readFileSync(join(out, 'gpu-kit.md'), 'utf8')).not.toContain('No time was left');
});
