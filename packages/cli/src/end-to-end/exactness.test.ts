import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@waltz/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { BIN, waltz, WaltzProcess } from '../testing/waltz-process.ts';
import { fingerprints, onlyRun, SMALL } from './small-experiment.ts';

/** Runs of the small experiment and its base that nothing disturbed. */
const unbrokenRuns = mkdtempSync(join(tmpdir(), 'waltz-unbroken-'));
let unbroken: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const { code, output } = await waltz(['run', SMALL, `run.folder=${unbrokenRuns}`]);
  expect(code, output).toBe(0);
  unbroken = fingerprints(onlyRun(unbrokenRuns));
}, 60_000);

afterAll(() => rmSync(unbrokenRuns, { recursive: true, force: true }));

/** A folder for runs in which the base model is there already. */
function runsWithBase(): string {
  const runs = temporaryFolder();
  cpSync(join(unbrokenRuns, 'small-base'), join(runs, 'small-base'), { recursive: true });
  return runs;
}

function statusIn(run: string): unknown {
  return JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')) as unknown;
}

/** Starts `waltz` and sends it a signal so many milliseconds after it has printed that it is at this place. */
async function stopAt(
  words: readonly string[],
  signal: NodeJS.Signals,
  { place, delay = 0 }: { readonly place: string; readonly delay?: number },
): Promise<{ readonly code: number | null; readonly output: string }> {
  const started = new WaltzProcess(words);
  await started.printed(new RegExp(place));
  await new Promise((resolve) => setTimeout(resolve, delay));
  started.send(signal);
  return started.ended;
}

describe('two runs', () => {
  it('of one config and seed are equal to the byte, base model included', async () => {
    const runs = temporaryFolder();
    await waltz(['run', SMALL, `run.folder=${runs}`]);
    expect(fingerprints(onlyRun(runs))).toEqual(unbroken);
    expect(fingerprints(onlyRun(runs, 'small-base'))).toEqual(
      fingerprints(onlyRun(unbrokenRuns, 'small-base')),
    );
    expect(Object.keys(unbroken)).toEqual(
      expect.arrayContaining(['metrics.jsonl', 'episodes.jsonl', 'weights/feedback.safetensors']),
    );
  });

  it('of two seeds differ in every file', async () => {
    const runs = temporaryFolder();
    await waltz(['run', SMALL, 'seed=2', `run.folder=${runs}`]);
    const other = fingerprints(onlyRun(runs));
    expect(Object.keys(other)).toEqual(Object.keys(unbroken));
    const equal = Object.keys(other).filter((file) => other[file] === unbroken[file]);
    expect(equal).toEqual([]);
  });
});

/** PPO with one value function for both agents, in a few steps, each with its checkpoint. */
const WITH_CRITIC = [
  'algorithm.type=ppo',
  '+critic.type=shared',
  '+critic.optimiser.learningRate=1e-3',
  'stages.stage-1.steps=10',
  'stages.stage-2.steps=10',
  'checkpoints.everySteps=1',
];

/** The files of the small experiment, so changed, that nothing disturbed. */
async function undisturbed(changes: readonly string[]): Promise<typeof unbroken> {
  if (changes.length === 0) return unbroken;
  const runs = runsWithBase();
  const { code, output } = await waltz(['run', SMALL, `run.folder=${runs}`, ...changes]);
  expect(code, output).toBe(0);
  return fingerprints(onlyRun(runs));
}

describe('a run that is killed', () => {
  const small = { changes: [], stages: { supervised: 60, 'stage-1': 30, 'stage-2': 30 } };
  const critic = { changes: WITH_CRITIC, stages: { 'stage-1': 10, 'stage-2': 10 } };
  it.each([
    { name: 'from its base model on', draw: 1, ...small },
    { name: 'from its base model on', draw: 2, ...small },
    { name: 'while a critic learns too', draw: 1, ...critic },
  ])(
    'in each stage, $name, ends as the unbroken one (draw $draw)',
    async ({ draw, changes, stages }) => {
      const random = RandomStream.of('kill', draw);
      const expected = await undisturbed(changes);
      const runs = 'supervised' in stages ? temporaryFolder() : runsWithBase();
      let words: readonly string[] = ['run', SMALL, `run.folder=${runs}`, ...changes];
      for (const [stage, steps] of Object.entries(stages)) {
        // Progress is printed at each tenth of a stage; the kill comes somewhere in the steps after that.
        const place = `${stage} ${(steps / 10) * (2 + random.integer(3))}/${steps}`;
        const { code } = await stopAt(words, 'SIGKILL', { place, delay: random.integer(60) });
        expect(code, `it was to die after ${place}`).toBeNull();
        words = ['resume', onlyRun(runs)];
      }
      expect(statusIn(onlyRun(runs))).toMatchObject({ state: 'running', stage: 'stage-2' });

      const { code, output } = await waltz(words);
      expect(code, output).toBe(0);
      expect(output).toMatch(/stage-2: \d+ steps, going on after step \d+/);
      expect(fingerprints(onlyRun(runs))).toEqual(expected);
      expect('weights/critic.safetensors' in expected).toBe(changes === WITH_CRITIC);
    },
  );
});

describe('a run with workers', () => {
  it('that is stopped, and goes on with another number of them, ends as the one without', async () => {
    const words = ['run', SMALL, `run.folder=${runsWithBase()}`];
    const stopped = await stopAt([...words, 'compute.workers=2'], 'SIGINT', {
      place: 'stage-1 12/30',
    });
    expect(stopped.code, stopped.output).toBe(130);
    expect(stopped.output).toContain('workers 2: compute.workers is 2');

    const { code, output } = await waltz([...words, 'compute.workers=1']);
    expect(code, output).toBe(0);
    expect(output).toMatch(/stage-1: 30 steps, going on after step \d+/);
    const run = /report: (\S+)\/report\.html/.exec(output)?.[1] ?? '';
    expect(fingerprints(run)).toEqual(unbroken);
  }, 120_000);
});

describe('a run that is stopped with Ctrl-C', () => {
  it('while the base model is made, goes on with the command that it prints', async () => {
    const runs = temporaryFolder();
    const stopped = await stopAt(['run', SMALL, `run.folder=${runs}`], 'SIGINT', {
      place: 'supervised 12/60',
    });
    expect(stopped.code).toBe(130);
    expect(statusIn(onlyRun(runs))).toMatchObject({ state: 'interrupted' });
    expect(statusIn(onlyRun(runs, 'small-base'))).toMatchObject({ state: 'interrupted' });

    const command = /go on with: npx waltz (resume \S+)/.exec(stopped.output)?.[1] ?? '';
    const resumed = await waltz(command.split(' '));
    expect(resumed.code, resumed.output).toBe(0);
    expect(fingerprints(onlyRun(runs))).toEqual(unbroken);
  });

  it('goes on from the checkpoint before, and names it, when the newest is truncated', async () => {
    const runs = runsWithBase();
    const stopped = await stopAt(['run', SMALL, `run.folder=${runs}`], 'SIGINT', {
      place: 'stage-2 6/30',
    });
    expect(stopped.code).toBe(130);
    const run = onlyRun(runs);
    expect(statusIn(run)).toMatchObject({ state: 'interrupted', stage: 'stage-2' });

    const checkpoints = join(run, 'checkpoints');
    const [before, newest] = readdirSync(checkpoints).filter((name) => /^\d+$/.test(name));
    const truncated = join(checkpoints, newest ?? '');
    truncateSync(join(truncated, 'feedback.safetensors'), 1000);

    const { code, output } = await waltz(['resume', run]);
    expect(code, output).toBe(0);
    expect(output).toContain(
      `${truncated} is truncated or damaged (feedback.safetensors has 1000 bytes instead of `,
    );
    expect(output).toContain(`going on after step ${Number(before) - 30}`);
    expect(fingerprints(run)).toEqual(unbroken);
  });
});

describe('a run that meets a full disk', () => {
  // A limit on the size of files stands in for a full disk: it needs no rights, and strikes in the middle of a run.
  it.skipIf(process.platform === 'win32')('says so, and goes on once there is room', async () => {
    const words = ['run', SMALL, `run.folder=${runsWithBase()}`];
    const kilobytes = 120;
    const limited = `ulimit -f ${kilobytes}; exec "$0" "$@"`;
    const stopped = spawnSync('bash', ['-c', limited, process.execPath, BIN, ...words], {
      encoding: 'utf8',
    });
    expect(stopped.stderr).toMatch(/cannot write (\S+)\/episodes\.jsonl: the file would grow past/);
    expect(stopped.status).toBe(1);
    const run = /cannot write (\S+)\/episodes\.jsonl/.exec(stopped.stderr)?.[1] ?? '';
    expect(statusIn(run)).toMatchObject({ state: 'failed', stage: 'stage-2' });

    const { code, output } = await waltz(words);
    expect(code, output).toBe(0);
    expect(output).toMatch(/stage-2: 30 steps, going on after step \d+/);
    expect(fingerprints(run)).toEqual(unbroken);
  });
});
