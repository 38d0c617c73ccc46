import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { baselineTable, failureOf, leftIn } from './baseline-run.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waltz-baseline-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A run that has come to its end, or to a step of a stage. */
function leave(experiment: string, { ended, weights = 'w' }: { ended: boolean; weights?: string }) {
  const run = join(folder, experiment, '0123456789ab');
  mkdirSync(join(run, 'weights'), { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(run, file), text);
  write('status.json', JSON.stringify({ stage: 'stage-1', step: 7 }));
  if (!ended) return;
  write('summary.json', JSON.stringify({ evaluations: { final: { asr: { value: 0.25 } } } }));
  for (const file of ['metrics.jsonl', 'episodes.jsonl']) write(file, '{}\n');
  write('weights/feedback.safetensors', weights);
}

it('knows how far a run got, and what it came to once it ended', () => {
  expect(leftIn(folder)).toEqual({ reached: 'nothing', rates: {}, digest: null });
  leave('waltz-base', { ended: true });
  leave('waltz-baseline', { ended: false });
  expect(leftIn(folder)).toMatchObject({
    reached: 'stage-1 of waltz-baseline, step 7',
    digest: null,
  });
  leave('waltz-baseline', { ended: true });
  expect(leftIn(folder)).toMatchObject({ rates: { asr: 0.25 } });
  const { digest } = leftIn(folder);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(leftIn(folder).digest).toBe(digest);
  leave('waltz-baseline', { ended: true, weights: 'others' });
  expect(leftIn(folder).digest).not.toBe(digest);
});

it('shows runs beside one another, with what failed', () => {
  const left = { reached: 'the start of waltz-base, step 0', rates: { asr: 0.5 }, digest: null };
  const runs = [
    { name: 'card', seconds: 36.7, failure: null, ...left },
    { name: 'processor', seconds: 150, failure: 'it was stopped after 150 s', ...left },
  ];
  expect(baselineTable(runs)).toMatch(/card\s+\|\s+36\.7 \|\s+done .*asr 0\.500/);
  expect(failureOf(runs)).toBe('processor: it was stopped after 150 s');
  expect(failureOf(runs.slice(0, 1))).toBeNull();
});
