import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInRegistry } from '../built-in-plugins.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { waltz } from '../testing/waltz-process.ts';
import { describe, expect, it } from 'vitest';
import { fingerprints, onlyRun, SMALL } from './small-experiment.ts';

const registry = await builtInRegistry();
const context = { seed: 1, folder: '.', notice: () => {} };
const backend = await registry.find('backend', 'webgpu').create({}, context);
const { available, reason } = await backend.probe();

/** A step of each stage, and few enough tokens for a processor that plays the GPU. */
const SHORT = [
  'compute.backend=webgpu',
  'limits.steps=1',
  'limits.evaluationPrompts=2',
  'agents.conversation.maxNewTokens=4',
  'agents.feedback.maxNewTokens=4',
];

async function run(): Promise<string> {
  const runs = temporaryFolder();
  const { code, output } = await waltz(['run', SMALL, ...SHORT, `run.folder=${runs}`]);
  expect(code, output).toBe(0);
  return onlyRun(runs);
}

describe.skipIf(!available)(`an experiment on webgpu${available ? '' : ` (${reason})`}`, () => {
  it('finishes with finite numbers, and again with the same bytes', async () => {
    const first = await run();
    const metrics = readFileSync(join(first, 'metrics.jsonl'), 'utf8');
    expect(metrics).toContain('stage-2');
    expect(metrics).not.toMatch(/NaN|Infinity/);
    const second = await run();
    expect(fingerprints(second)).toEqual(fingerprints(first));
  }, 180_000);
});
