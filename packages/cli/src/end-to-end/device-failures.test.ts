import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { waltz } from '../testing/waltz-process.ts';
import { fingerprints, onlyRun, SMALL } from './small-experiment.ts';

const DEVICE = join(import.meta.dirname, '../../../compute/src/testing/failing-device.ts');

const unbrokenRuns = mkdtempSync(join(tmpdir(), 'waltz-device-'));
let unbroken: Readonly<Record<string, string>> = {};

/** The small experiment in few steps, on a device that fails when it is told to. */
const words = (runs: string): readonly string[] => [
  ...['run', SMALL, `run.folder=${runs}`, 'compute.backend=failing'],
  `plugins=["@waltz/safety-world", ${JSON.stringify(DEVICE)}]`,
  ...['stages.stage-1.steps=6', 'stages.stage-2.steps=6'],
];

beforeAll(async () => {
  const made = await waltz(words(unbrokenRuns));
  expect(made.code, made.output).toBe(0);
  unbroken = fingerprints(onlyRun(unbrokenRuns));
}, 240_000);

afterAll(() => rmSync(unbrokenRuns, { recursive: true, force: true }));

/** Of about 800 reads, some in the middle of stage 1 and at the end of it. */
it.each<[string, number, RegExp]>([
  [
    'memory',
    400,
    /waltz: test device is out of memory: 2\.0 GiB was asked for, and 1\.0 MiB of .* engine\.microBatchTokens=2048 engine\.sampleBatch=128$/m,
  ],
  ['lost', 480, /waltz: test device failed, .*unplugged.*npx waltz resume \S+$/m],
])(
  'a run whose device fails (%s, at read %i) says how to go on, and ends as the unbroken one',
  async (failure, read, told) => {
    const runs = temporaryFolder();
    cpSync(join(unbrokenRuns, 'small-base'), join(runs, 'small-base'), { recursive: true });
    const failed = await waltz(words(runs), {
      WALTZ_TEST_FAILURE: failure,
      WALTZ_TEST_FAILING_READ: String(read),
    });
    expect(failed.code, failed.output).toBe(1);
    expect(failed.output).toMatch(told);
    const run = onlyRun(runs);
    expect(readJson(run, 'status.json')).toMatchObject({ state: 'failed' });

    const place = /(?:up to|go on after) step (\d+) of (stage-\d)/.exec(failed.output);
    const checkpoints = readdirSync(join(run, 'checkpoints')).filter((name) => /^\d+$/.test(name));
    expect(readJson(run, 'checkpoints', checkpoints.at(-1) ?? '', 'state.json')).toMatchObject({
      stage: place?.[2],
      step: Number(place?.[1]),
    });

    const command = /with: npx waltz (resume .*)$/m.exec(failed.output)?.[1] ?? '';
    const resumed = await waltz(command.split(' '));
    expect(resumed.code, resumed.output).toBe(0);
    expect(resumed.output.includes('other than in its config.yaml: engine.microBatchTokens')).toBe(
      failure === 'memory',
    );
    expect(fingerprints(run)).toEqual(unbroken);
  },
  180_000,
);

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as unknown;
}
