import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { hasBegun } from './has-begun.ts';

it('waits for the third step of a run, or for its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waltz-begun-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const at = (experiment: string, step: number) => {
    mkdirSync(join(folder, experiment, 'id'), { recursive: true });
    writeFileSync(join(folder, experiment, 'id', 'metrics.jsonl'), '{}\n'.repeat(step));
  };
  const ended = new AbortController();
  let is = false;
  const waiting = hasBegun(folder, 'waltz-baseline', ended.signal).then(() => (is = true));
  at('waltz-base', 9);
  at('waltz-baseline', 2);
  await setTimeout(500);
  expect(is).toBe(false);
  at('waltz-baseline', 3);
  await waiting;
  ended.abort();
  await hasBegun(join(folder, 'nothing'), 'waltz-baseline', ended.signal);
});
