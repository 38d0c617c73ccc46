import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import { LostDevice, OutOfDeviceMemory } from '../contracts/device-failure.ts';
import type { Engine, EngineProvider } from '../contracts/engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { tinyConfig, tinyParts } from '../testing/tiny-experiment.ts';
import { runExperiment } from './run-experiment.ts';

type Call = 'sample' | 'logprobs' | 'forwardBackward' | 'optimStep' | 'saveWeights';

const SHORT = new OutOfDeviceMemory('H100', { asked: 2 ** 31, free: 2 ** 20, total: 2 ** 36 });
const LOST = new LostDevice('H100', 'CUDA_ERROR_ILLEGAL_ADDRESS');

let folder = '';
/** A run that nothing disturbed. */
let unbroken = '';

beforeAll(async () => {
  unbroken = await mkdtemp(join(tmpdir(), 'waltz-unbroken-'));
  await runExperiment(tinyParts(), unbroken);
});

afterAll(() => rm(unbroken, { recursive: true, force: true }));

beforeEach(() => {
  folder = temporaryFolder();
});

/** The tiny experiment, whose engine fails at call number `at` of `call`, and at every one from then on if it `stays`. */
function failing(call: Call, at: number, failure: Error, stays = false): ExperimentParts {
  let calls = 0;
  const { engines } = tinyParts();
  const failingEngine = (engine: Engine): Engine => {
    const or = <Arguments extends readonly unknown[], Result>(
      name: Call,
      compute: (...given: Arguments) => Promise<Result>,
    ) => {
      return async (...given: Arguments): Promise<Result> => {
        if (name === call) calls += 1;
        if (stays ? calls >= at : name === call && calls === at) throw failure;
        return compute(...given);
      };
    };
    return {
      parameterCount: engine.parameterCount,
      sample: or('sample', (...given) => engine.sample(...given)),
      logprobs: or('logprobs', (...given) => engine.logprobs(...given)),
      forwardBackward: or('forwardBackward', (...given) => engine.forwardBackward(...given)),
      optimStep: or('optimStep', (...given) => engine.optimStep(...given)),
      saveWeights: or('saveWeights', (path) => engine.saveWeights(path)),
      loadWeights: (path, parts) => engine.loadWeights(path, parts),
      fork: async () => failingEngine(await engine.fork()),
      dispose: () => engine.dispose(),
    };
  };
  const provider: EngineProvider = {
    ...engines,
    chosen: { microBatchTokens: 4096 },
    open: async (settings) => failingEngine(await engines.open(settings)),
  };
  const engine = { type: 'tiny', microBatchTokens: 'auto', sampleBatch: 1 };
  return tinyParts({ engines: provider, config: { ...tinyConfig, engine } });
}

const checkpoints = async () =>
  (await readdir(join(folder, 'checkpoints'))).filter((name) => /^\d+$/.test(name));

const stepsLogged = async () =>
  (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).split('\n').length - 1;

/** Stage 1 takes 12 steps and trains one agent, stage 2 trains both; every 5 steps there is a checkpoint. */
it.each<[string, ExperimentParts, string, RegExp]>([
  [
    'as the first agent learns: what is done is saved',
    failing('forwardBackward', 8, SHORT),
    '00000007',
    /^H100 is out of memory: 2\.0 GiB .*\. Everything up to step 7 of stage-1 is saved; go on with: npx waltz resume \S+ engine\.microBatchTokens=2048$/,
  ],
  [
    'right after a checkpoint: nothing is left to save',
    failing('forwardBackward', 6, SHORT),
    '00000005',
    /Everything up to step 5 of stage-1 is saved; go on with/,
  ],
  [
    'as the second agent learns: the first has changed',
    failing('forwardBackward', 12 + 2 * 3, SHORT),
    '00000012',
    /step 2 of stage-2 is done and not saved \(the weights had begun to change in the step after it\); go on after step 12 of stage-1, the newest checkpoint, with: npx/,
  ],
  [
    'in the middle of a step of the optimiser',
    failing('optimStep', 8, SHORT),
    '00000005',
    /step 7 of stage-1 is done and not saved \(the weights had begun to change.*step 5 of stage-1/,
  ],
  [
    'with weights that cannot be read any more',
    failing('forwardBackward', 8, SHORT, true),
    '00000005',
    /step 7 of stage-1 is done and not saved \(its weights can no longer be read from the device\)/,
  ],
  [
    'before the first checkpoint, with weights that cannot be read',
    failing('forwardBackward', 3, LOST),
    '00000000',
    /^H100 failed.*step 2 of stage-1 is done and not saved \(its weights can no longer be read from the device\), and nothing before it; start again with: npx waltz resume \S+$/,
  ],
  [
    'before anything is done',
    failing('sample', 1, SHORT),
    '',
    /There was nothing to save yet; start again with: npx waltz resume/,
  ],
])('a device fails %s', async (_, parts, newest, told) => {
  const failed: unknown = await runExperiment(parts, folder).catch((error: unknown) => error);
  if (!(failed instanceof Error)) throw new Error('the run did not fail');
  expect(failed.message).toMatch(told);
  expect((await checkpoints()).at(-1) ?? '').toBe(newest);

  await runExperiment(tinyParts(), folder);
  for (const file of ['metrics.jsonl', 'episodes.jsonl', 'weights/feedback.safetensors']) {
    expect(await readFile(join(folder, file), 'utf8'), file).toBe(
      await readFile(join(unbroken, file), 'utf8'),
    );
  }
  expect(await stepsLogged()).toBe(24);
});

it('leaves another error as it is, and saves nothing', async () => {
  const failure = new Error('the judge is gone');
  await expect(runExperiment(failing('forwardBackward', 8, failure), folder)).rejects.toBe(failure);
  expect((await checkpoints()).at(-1)).toBe('00000005');
});
