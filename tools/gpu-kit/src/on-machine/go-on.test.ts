import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { goOn } from './go-on.ts';

let out = '';
beforeEach(() => (out = mkdtempSync(join(tmpdir(), 'waltz-go-on-'))));
afterEach(() => rmSync(out, { recursive: true }));

const CARD_IS_FULL = 'waltz: the card is out of memory: 2.0 GiB was asked for. Go on';
const broken = (output: string, failure: string | null = 'it ended with code 1') => ({
  output,
  seconds: 1,
  failure,
});
const after = (output: string, failure?: string | null) =>
  goOn(
    broken(output, failure),
    /out of memory: .*asked for/,
    { out, rehearses: true },
    'kept.log',
    60,
  );

it.each([
  ['says nothing of memory', 'waltz: something else\nnpx waltz resume x', undefined],
  ['names no command', CARD_IS_FULL, undefined],
  ['does not fail', `${CARD_IS_FULL} with: npx waltz resume x`, null],
])('counts a run that %s as failed', async (_, output, failure) => {
  expect((await after(output, failure)).failure).toBe(
    'it did not say what failed, and how to go on',
  );
});

it('runs the command that the run names, and tells when that fails', async () => {
  const { failure, summary } = await after(
    `step 7\n${CARD_IS_FULL} with: npx waltz resume runs/nowhere engine.sampleBatch=8`,
  );
  expect(failure).toMatch(
    /^waltz resume runs\/nowhere engine\.sampleBatch=8: it ended with code \d/,
  );
  expect(summary).toContain(CARD_IS_FULL);
  expect(readFileSync(join(out, 'kept.log'), 'utf8')).toMatch(
    /the run that fails[^]*resume runs\/nowhere[^]*nowhere/,
  );
}, 60_000);
