import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Algorithm } from '../contracts/algorithm.ts';
import { AGENT_ROLES } from '../contracts/episode.ts';
import { exactFiles, stopAfter, testRuns, withConfig } from '../testing/test-runs.ts';
import {
  tinyConfig,
  tinyParts,
  tinyPreferenceStage,
  tinySupervisedStage,
} from '../testing/tiny-experiment.ts';
import { tinyAlgorithm, tinyCriticAlgorithm } from '../testing/tiny-learning.ts';
import type { PolicyWork } from '../work/policy-work.ts';
import { runExperiment } from './run-experiment.ts';
import { SILENT_OBSERVER } from './run-observer.ts';

interface TimingsLine {
  readonly stage: string;
  readonly tokens: Readonly<Record<string, number>>;
  readonly work: readonly PolicyWork[];
}

let unbrokenFolder = '';
/** The exact files of a run that nothing disturbed. */
let unbroken: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  unbrokenFolder = await mkdtemp(join(tmpdir(), 'waltz-unbroken-'));
  await runExperiment(tinyParts(), unbrokenFolder);
  unbroken = await exactFiles(unbrokenFolder);
});

afterAll(async () => {
  await rm(unbrokenFolder, { recursive: true, force: true });
});

const { at, run, read, linesOf } = testRuns();

async function expectUnbroken(name: string): Promise<void> {
  expect(await exactFiles(at(name))).toEqual(unbroken);
}

describe('exactness', () => {
  it('gives equal bytes for equal seeds, and others for another seed', async () => {
    await run('same');
    await run('other', withConfig({ seed: 2 }));
    await expectUnbroken('same');
    expect(await read('other', 'metrics.jsonl')).not.toBe(unbroken['metrics.jsonl']);
  });

  it.each([1, 5, 11, 12, 13, 17, 24])(
    'ends a run that was interrupted after step %i as the unbroken one ends',
    async (globalStep) => {
      const stopped = await run('broken', tinyParts(), stopAfter(globalStep));
      expect(stopped.state).toBe('interrupted');
      expect(await linesOf('broken', 'metrics.jsonl')).toHaveLength(globalStep);
      await run('broken');
      await expectUnbroken('broken');
    },
  );

  it.each([3, 8, 14, 19])(
    'ends a run that died in step %i, after its last checkpoint, as the unbroken one ends',
    async (globalStep) => {
      let played = 0;
      const dying = tinyParts({
        protocol: {
          play(prompts, agents, settings) {
            if (typeof settings.step === 'number' && ++played === globalStep) {
              throw new Error('killed');
            }
            return tinyParts().protocol.play(prompts, agents, settings);
          },
        },
      });
      await expect(run('broken', dying)).rejects.toThrow('killed');
      await run('broken');
      await expectUnbroken('broken');
      expect(await linesOf('broken', 'timings.jsonl')).toHaveLength(24 + 3);
    },
  );

  it('ends an interrupted run as the unbroken one ends where KL coefficients adapt', async () => {
    const adaptiveKl = { target: 0.02, horizon: 64 };
    const stages = Object.fromEntries(
      Object.entries(tinyConfig.stages).map(([name, stage]) => {
        if (stage.type !== 'reinforcement') throw new Error(`${name} is no reinforcement stage`);
        const { conversation, feedback } = stage.agents;
        return [
          name,
          { ...stage, agents: { conversation, feedback: { ...feedback, adaptiveKl } } },
        ];
      }),
    );
    await run('whole', withConfig({ stages }));
    const stopped = await run('run', withConfig({ stages }), stopAfter(8));
    expect(stopped.state).toBe('interrupted');
    await run('run', withConfig({ stages }));
    expect(await exactFiles(at('run'))).toEqual(await exactFiles(at('whole')));

    const coefficients = (
      (await linesOf('run', 'metrics.jsonl')) as readonly {
        readonly metrics: Readonly<Record<string, number>>;
      }[]
    ).map(({ metrics }) => metrics['kl-coefficient/feedback']);
    // KL is 0 in the first step of a stage: 16 samples of a horizon of 64 take a twentieth.
    expect(coefficients[0]).toBeCloseTo(0.01 * 0.95, 12);
    // What the resumed run had to know: β after eight steps is not what the stage began with.
    expect(Math.abs((coefficients[7] ?? 0.01) / 0.01 - 1)).toBeGreaterThan(0.05);
    const turns = coefficients.map((value = 0, step) =>
      Math.sign(value - (coefficients[step - 1] ?? 0.01)),
    );
    expect(turns).toContain(1);
    expect(turns).toContain(-1);
  });

  it.each([
    ['separate', ['conversation-critic', 'feedback-critic']],
    ['shared', ['critic']],
  ] as const)(
    'ends an interrupted run as the unbroken one ends with a critic that is %s',
    async (type, critics) => {
      const { 'stage-2': stage } = tinyConfig.stages;
      if (stage?.type !== 'reinforcement') throw new Error('the tiny experiment has no stage-2');
      const { optimiser } = stage.agents.feedback;
      const parts = tinyParts({
        config: {
          ...tinyConfig,
          stages: { both: { ...stage, epochs: 2 } },
          critic: { type, optimiser: { ...optimiser, schedule: 'constant' } },
        },
        algorithm: tinyCriticAlgorithm,
      });
      await run('whole', parts);
      expect((await run('broken', parts, stopAfter(8))).state).toBe('interrupted');
      await run('broken', parts);
      const files = critics.map((name) => `weights/${name}.safetensors`);
      for (const file of ['metrics.jsonl', 'weights/feedback.safetensors', ...files]) {
        expect(await read('broken', file)).toBe(await read('whole', file));
      }
      const steps = (await linesOf('whole', 'metrics.jsonl')) as readonly {
        readonly metrics: Readonly<Record<string, number>>;
      }[];
      for (const agent of AGENT_ROLES) {
        expect(steps[0]?.metrics).toHaveProperty([`value-loss/${agent}`]);
      }
      const lines = (await linesOf('whole', 'timings.jsonl')) as readonly TimingsLine[];
      const first = lines.find(({ stage: name }) => name === 'both');
      const tokens = (policies: readonly string[], phase: string) =>
        first?.work
          .filter((line) => policies.includes(line.policy) && line.phase === phase)
          .reduce((sum, { completionTokens }) => sum + completionTokens, 0);
      // Two passes; the values of the first are those that were gathered with the samples.
      const learned = first?.tokens['update'];
      expect(tokens(AGENT_ROLES, 'update')).toBe(learned);
      expect(tokens(critics, 'value-update')).toBe(learned);
      expect(tokens(critics, 'values')).toBe(learned);
      expect(first?.tokens['critic']).toBe(learned);
      for (const name of critics)
        expect(steps[0]?.metrics).toHaveProperty([`gradient-norm/${name}`]);
    },
  );

  it('says that an engine has no critics', async () => {
    const { openCritic, ...engines } = tinyParts().engines;
    expect(openCritic).toBeDefined();
    const { 'stage-1': stage } = tinyConfig.stages;
    if (stage?.type !== 'reinforcement') throw new Error('the tiny experiment has no stage-1');
    const critic = { type: 'shared', optimiser: stage.agents.feedback.optimiser } as const;
    const parts = { ...withConfig({ critic }), engines };
    await expect(run('run', parts)).rejects.toThrow(
      'critic needs an engine with value functions, and this one has none',
    );
  });

  it('ends an interrupted run as the unbroken one ends where preferences are learned', async () => {
    const parts = withConfig({ stages: { prefer: tinyPreferenceStage } });
    await run('whole', parts);
    expect((await run('broken', parts, stopAfter(7))).state).toBe('interrupted');
    await run('broken', parts);
    const weights = ['conversation', 'feedback'].map((agent) => `weights/${agent}.safetensors`);
    for (const file of ['metrics.jsonl', 'episodes.jsonl', ...weights]) {
      expect(await read('broken', file)).toBe(await read('whole', file));
    }
  });

  it('ends the making of a base model that was interrupted as the unbroken one ends', async () => {
    const parts = withConfig({ stages: { imitate: tinySupervisedStage } });
    await run('whole', parts);
    await run('broken', parts, stopAfter(17));
    await run('broken', parts);
    for (const file of ['metrics.jsonl', 'weights/base.safetensors']) {
      expect(await read('broken', file)).toBe(await read('whole', file));
    }
  });

  it('stops inside an evaluation and evaluates again from its start', async () => {
    const stop = new AbortController();
    const observer = { ...SILENT_OBSERVER, evaluationStarted: () => stop.abort() };
    expect(await run('broken', tinyParts(), { signal: stop.signal, observer })).toEqual({
      state: 'interrupted',
      stage: '',
      step: 0,
    });
    await run('broken');
    await expectUnbroken('broken');
  });
});

describe('damage', () => {
  it.each([
    ['truncated weights', (at: string) => truncate(join(at, 'feedback.safetensors'), 100)],
    [
      'other weights of the same size',
      (at: string) => flipLastByte(join(at, 'feedback.safetensors')),
    ],
    ['a truncated state', (at: string) => truncate(join(at, 'state.json'), 20)],
    ['a missing state', (at: string) => rm(join(at, 'state.json'))],
  ])('goes back to the checkpoint before one with %s, and says so', async (_, damage) => {
    await run('broken', tinyParts(), stopAfter(18));
    const damaged = at('broken', 'checkpoints', '00000018');
    await damage(damaged);

    const notices: string[] = [];
    const observer = { ...SILENT_OBSERVER, notice: (message: string) => notices.push(message) };
    await run('broken', tinyParts(), { observer });
    expect(notices).toEqual([expect.stringContaining(damaged)]);
    await expectUnbroken('broken');
  });

  it('starts anew, and says so, when no checkpoint is whole', async () => {
    await run('broken', tinyParts(), stopAfter(3));
    const checkpoints = at('broken', 'checkpoints');
    for (const name of ['00000000', '00000003']) await rm(join(checkpoints, name, 'state.json'));
    const notices: string[] = [];
    const observer = { ...SILENT_OBSERVER, notice: (message: string) => notices.push(message) };
    await run('broken', tinyParts(), { observer });
    expect(notices).toHaveLength(2);
    await expectUnbroken('broken');
  });

  it.each([
    [
      'advantage',
      { advantages: (samples) => ({ values: samples.map(() => [Number.NaN]), metrics: {} }) },
    ],
    [
      'loss',
      { loss: ({ logprobs }) => ({ value: Number.NaN, derivatives: logprobs, metrics: {} }) },
    ],
    [
      'gradient norm',
      {
        loss: ({ logprobs }) => ({
          value: 0,
          derivatives: logprobs.map((tokens) => tokens.map(() => 1e308)),
          metrics: {},
        }),
      },
    ],
  ] satisfies readonly (readonly [string, Partial<Algorithm>])[])(
    'stops on a %s that is not finite, and keeps the batch',
    async (quantity, fault) => {
      const parts = tinyParts({ algorithm: { ...tinyAlgorithm, ...fault } });
      await expect(run('run', parts)).rejects.toThrow(
        new RegExp(
          `stage-1, step 1: the ${quantity} of feedback is (NaN|Infinity)\\. The algorithm is "tiny"\\. `,
        ),
      );
      const batch = JSON.parse(await read('run', 'failures', 'stage-1-1-feedback.json')) as {
        readonly samples: readonly unknown[];
      };
      expect(batch.samples).toHaveLength(16);
    },
  );
});

async function flipLastByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  await writeFile(path, bytes);
}
