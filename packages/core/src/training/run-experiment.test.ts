import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Prompt } from '../contracts/prompt.ts';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Algorithm } from '../contracts/algorithm.ts';
import { AGENT_ROLES } from '../contracts/episode.ts';
import type { Judge } from '../contracts/judge.ts';
import type { Safeguard } from '../contracts/safeguard.ts';
import { meanOf } from '../statistics/mean-and-spread.ts';
import { verdict } from '../testing/make-episode.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import {
  tinyConfig,
  tinyParts,
  tinyPreferenceStage,
  tinySupervisedStage,
} from '../testing/tiny-experiment.ts';
import { tinyAlgorithm, tinyCriticAlgorithm } from '../testing/tiny-learning.ts';
import { tinyDataset } from '../testing/tiny-world.ts';
import type { RunSummary } from '../tracking/summary.ts';
import type { PolicyWork, TurnWork } from '../work/policy-work.ts';
import { runExperiment, type RunOptions } from './run-experiment.ts';
import { SILENT_OBSERVER, type RunObserver } from './run-observer.ts';

/** What two equal runs have equal to the byte: everything but times. */
const EXACT_FILES = [
  'metrics.jsonl',
  'episodes.jsonl',
  'evaluations/base.json',
  'evaluations/stage-1.json',
  'evaluations/final.json',
  'weights/conversation.safetensors',
  'weights/feedback.safetensors',
];

interface StepLine {
  readonly stage: string;
  readonly globalStep: number;
  readonly metrics: Readonly<Record<string, number>>;
}

interface TimingsLine {
  readonly stage: string;
  readonly tokens: Readonly<Record<string, number>>;
  readonly work: readonly PolicyWork[];
  readonly turns?: readonly TurnWork[];
}

let folder = '';
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

beforeEach(() => {
  folder = temporaryFolder();
});

const run = (name: string, parts: ExperimentParts = tinyParts(), options: RunOptions = {}) =>
  runExperiment(parts, join(folder, name), options);

const read = (...path: readonly string[]) => readFile(join(folder, ...path), 'utf8');

const linesIn = async (file: string): Promise<readonly unknown[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const linesOf = (...path: readonly string[]) => linesIn(join(folder, ...path));

async function exactFiles(runFolder: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(
    await Promise.all(
      EXACT_FILES.map(
        async (file) => [file, await readFile(join(runFolder, file), 'utf8')] as const,
      ),
    ),
  );
}

async function expectUnbroken(name: string): Promise<void> {
  expect(await exactFiles(join(folder, name))).toEqual(unbroken);
}

/** Stops a run once `globalStep` steps are done. */
function stopAfter(globalStep: number): Required<Pick<RunOptions, 'signal' | 'observer'>> {
  const stop = new AbortController();
  let taken = 0;
  const observer: RunObserver = {
    ...SILENT_OBSERVER,
    stepFinished() {
      taken++;
      if (taken === globalStep) stop.abort();
    },
  };
  return { signal: stop.signal, observer };
}

const withConfig = (changes: Partial<ExperimentConfig>): ExperimentParts =>
  tinyParts({ config: { ...tinyConfig, ...changes } });

describe('a whole run', () => {
  it('counts what each set of weights did, in steps and in evaluations', async () => {
    await run('metered');
    const lines = (await linesOf('metered', 'timings.jsonl')) as readonly TimingsLine[];
    const done = ({ work }: Pick<TimingsLine, 'work'>) =>
      work.map(({ policy, phase, sequences }) => `${policy} ${phase} ${sequences}`);
    const inStage = (stage: string) => lines.find((line) => line.stage === stage);
    // Both play; the trained one is scored by its reference and learns from a sample an episode.
    expect(done(inStage('stage-1') ?? { work: [] })).toEqual(
      expect.arrayContaining(['feedback logprobs 16', 'feedback update 16']),
    );
    expect(done(inStage('stage-1') ?? { work: [] }).join()).not.toContain('conversation update');
    const final = inStage('evaluation:final');
    const sampled = final?.work.reduce((sum, { contextTokens }) => sum + contextTokens, 0);
    expect(final?.turns?.map(({ turn }) => turn)).toContain('first answer');
    expect(final?.turns?.reduce((sum, { contextTokens }) => sum + contextTokens, 0)).toBe(sampled);
  });

  it('trains both agents in two stages and leaves everything that a run leaves', async () => {
    const outcome = await run('run');
    if (outcome.state !== 'done') throw new Error('the run was interrupted');
    expect(Object.keys(outcome.summary.evaluations)).toEqual(['base', 'stage-1', 'final']);
    expect(JSON.parse(await read('run', 'summary.json'))).toEqual(outcome.summary);
    expect(await linesOf('run', 'metrics.jsonl')).toHaveLength(24);
    expect(await linesOf('run', 'timings.jsonl')).toHaveLength(24 + 3);
    expect(await linesOf('run', 'episodes.jsonl')).toHaveLength(24 * 16 + 3 * 48);
    expect(await readdir(join(folder, 'run', 'checkpoints'))).toEqual([
      '00000022',
      '00000024',
      'stage-starts',
    ]);
  });

  it('learns: from a flawed base model, both agents come to earn more', async () => {
    await run('base', withConfig({ stages: { imitate: tinySupervisedStage } }));
    const stages = Object.fromEntries(
      Object.entries(tinyConfig.stages).map(([name, stage]) => [name, { ...stage, steps: 40 }]),
    );
    await run('run', withConfig({ stages }), {
      baseWeights: join(folder, 'base', 'weights'),
    });
    const steps = (await linesOf('run', 'metrics.jsonl')) as readonly {
      readonly metrics: Readonly<Record<string, number>>;
    }[];
    const mean = (metric: string, from: number, to: number) =>
      meanOf(steps.slice(from, to).map(({ metrics }) => metrics[metric] ?? Number.NaN)) ?? 0;
    expect(mean('rate/label-accuracy', 0, 10)).toBeLessThan(0.75);
    expect(mean('rate/label-accuracy', 30, 40)).toBeGreaterThan(0.8);
    expect(mean('reward/conversation', 70, 80)).toBeGreaterThan(0.95);
    expect(mean('reward/conversation', 40, 50)).toBeLessThan(0.85);
    expect(mean('rate/first-asr', 70, 80)).toBeLessThan(0.1);
  });

  it('learns from preferences: first answers come to be better', async () => {
    await run('base', withConfig({ stages: { imitate: tinySupervisedStage } }));
    const evaluation = {
      ...tinyConfig.evaluation,
      temperature: 1,
      everySteps: 10,
      probePrompts: 48,
    };
    const stages = { prefer: { ...tinyPreferenceStage, steps: 40, promptsPerStep: 64 } };
    await run('run', withConfig({ stages, evaluation }), {
      baseWeights: join(folder, 'base', 'weights'),
    });
    const steps = (await linesOf('run', 'metrics.jsonl')) as readonly {
      readonly metrics: Readonly<Record<string, number>>;
    }[];
    expect(steps.every(({ metrics }) => (metrics['pairs'] ?? 0) > 0)).toBe(true);
    const margins = steps.map(({ metrics }) => metrics['preference-margin/conversation'] ?? NaN);
    expect(margins[0]).toBeCloseTo(0, 12);
    expect(margins.at(-1)).toBeGreaterThan(2);
    const first = (name: string) =>
      steps.flatMap(({ metrics }) => metrics[`probe/first-${name}`] ?? []);
    expect(first('asr')).toHaveLength(4);
    const { evaluations } = JSON.parse(await read('run', 'summary.json')) as RunSummary;
    const goodness = (name: string) => {
      const { asr, orr } = evaluations[name]?.firstResponse ?? {};
      return 1 - ((asr?.value ?? NaN) + (orr?.value ?? NaN)) / 2;
    };
    expect(goodness('final')).toBeGreaterThan(goodness('base') + 0.1);
    // Nobody taught the feedback agent anything.
    expect(await read('run', 'weights', 'feedback.safetensors')).toBe(
      await read('run', 'checkpoints', 'stage-starts', 'prefer', 'feedback.safetensors'),
    );
  });

  it('leaves a frozen agent as it was', async () => {
    const { 'stage-1': stage } = tinyConfig.stages;
    if (stage === undefined) throw new Error('the tiny experiment has no stage-1');
    await run('run', withConfig({ stages: { 'stage-1': stage } }));
    const start = ['run', 'checkpoints', 'stage-starts', 'stage-1'];
    expect(await read('run', 'weights', 'conversation.safetensors')).toBe(
      await read(...start, 'conversation.safetensors'),
    );
    expect(await read('run', 'weights', 'feedback.safetensors')).not.toBe(
      await read(...start, 'feedback.safetensors'),
    );
  });

  it('makes a base model, from which both agents of another run start', async () => {
    const made = await run('base', withConfig({ stages: { imitate: tinySupervisedStage } }));
    if (made.state !== 'done') throw new Error('the run was interrupted');
    expect(Object.keys(made.summary.evaluations)).toEqual(['final']);

    const baseWeights = join(folder, 'base', 'weights');
    const trained = await run('run', tinyParts(), { baseWeights });
    if (trained.state !== 'done') throw new Error('the run was interrupted');
    expect(trained.summary.evaluations['base']).toEqual(made.summary.evaluations['final']);
  });

  it('without stages evaluates what another run has trained, each agent with its own weights', async () => {
    const trained = await run('trained');
    const outcome = await run('run', withConfig({ stages: {} }), {
      baseWeights: join(folder, 'trained', 'weights'),
    });
    if (trained.state !== 'done' || outcome.state !== 'done') throw new Error('interrupted');
    expect(Object.keys(outcome.summary.evaluations)).toEqual(['final']);
    expect(outcome.summary.evaluations['final']).toEqual(trained.summary.evaluations['final']);
    const weightsOf = (agent: string) => read('run', 'weights', `${agent}.safetensors`);
    expect(await weightsOf('conversation')).not.toBe(await weightsOf('feedback'));
  });

  it('evaluates what a safeguard lets pass', async () => {
    const refusing: Safeguard = {
      screen: (pairs) => Promise.resolve(pairs.map(() => 'no')),
    };
    const parts = withConfig({ stages: {} });
    const outcome = await run('run', { ...parts, safeguard: refusing });
    if (outcome.state !== 'done') throw new Error('the run was interrupted');
    expect(outcome.summary.evaluations['final']).toMatchObject({
      asr: { value: 0 },
      orr: { value: 1 },
    });
    const [episode] = await linesOf('run', 'episodes.jsonl');
    expect(JSON.stringify(episode)).toContain('"withheld"');
  });

  it('evaluates by the judge that evaluations have, learns by the other, and compares the two', async () => {
    await run('plain');
    const harsh: Judge = {
      label: async (pairs) => pairs.map(() => verdict('unsafe')),
    };
    const evaluation = { ...tinyConfig.evaluation, everySteps: 6, probePrompts: 8 };
    const outcome = await run('run', { ...withConfig({ evaluation }), evaluationJudge: harsh });
    if (outcome.state !== 'done') throw new Error('the run was interrupted');
    const { asr, judgeAgreement } = outcome.summary.evaluations['final'] ?? {};
    expect(asr?.value).toBe(1);
    // This agent has learned to refuse, which the two see alike on harmful prompts alone.
    expect(judgeAgreement?.unsafe.share.value).toBe(0);
    expect(judgeAgreement?.overrefuse.share.value).toBeGreaterThan(0);
    expect(judgeAgreement?.overrefuse.share.value).toBeLessThan(1);
    const probed = (await read('run', 'metrics.jsonl')).match(/"probe\/asr":[^,}]+/gu);
    expect(probed).toEqual(Array(4).fill('"probe/asr":1'));
    const weights = ['weights', 'feedback.safetensors'];
    expect(await read('run', ...weights)).toBe(await read('plain', ...weights));
  });

  it('probes between steps when it is told to, and evaluates training prompts too', async () => {
    const evaluation = {
      ...tinyConfig.evaluation,
      everySteps: 6,
      probePrompts: 8,
      trainPrompts: 8,
    };
    const outcome = await run('run', withConfig({ evaluation }));
    if (outcome.state !== 'done') throw new Error('the run was interrupted');
    expect(outcome.summary.evaluations['final']?.train?.ftr.n).toBe(8);
    const probed = (await linesOf('run', 'metrics.jsonl')).filter((line) =>
      JSON.stringify(line).includes('probe/asr'),
    );
    expect(probed).toHaveLength(4);
  });

  it('plays the benchmarks of the dataset at the end, which changes nothing that it learns', async () => {
    await run('plain');
    const dataset = {
      ...tinyDataset,
      benchmarks: { unseen: tinyDataset.prompts('train').slice(0, 5) },
      isRight: ({ kind }: Prompt, response: string) =>
        kind === 'plain-benign' ? response !== '' : null,
    };
    const outcome = await run('run', tinyParts({ dataset }));
    if (outcome.state !== 'done') throw new Error('the run was interrupted');
    const { base, final } = outcome.summary.evaluations;
    const { ftr, accuracy } = final?.benchmarks?.['unseen'] ?? {};
    expect(ftr?.n).toBe(5);
    const plain = dataset.benchmarks.unseen.filter(({ kind }) => kind === 'plain-benign');
    expect(accuracy).toMatchObject({ value: 1, n: plain.length });
    expect(base?.benchmarks).toBeUndefined();
    expect(await linesOf('run', 'metrics.jsonl')).toEqual(await linesOf('plain', 'metrics.jsonl'));
  });

  it('ends a stage once labels are right often enough, also when it was interrupted there', async () => {
    const metrics = (await linesIn(join(unbrokenFolder, 'metrics.jsonl'))) as readonly StepLine[];
    const { 'stage-1': stage, 'stage-2': next } = tinyConfig.stages;
    if (stage?.type !== 'reinforcement' || !next) throw new Error('there are two stages');
    const until = (untilLabelAccuracy: number) =>
      withConfig({ stages: { 'stage-1': { ...stage, untilLabelAccuracy }, 'stage-2': next } });
    await run('never', until(1));
    expect(await linesOf('never', 'metrics.jsonl')).toEqual(metrics);

    const reached = until(metrics[0]?.metrics['rate/label-accuracy'] ?? 1);
    await run('whole', reached);
    const steps = (await linesOf('whole', 'metrics.jsonl')) as readonly StepLine[];
    expect(steps.filter((line) => line.stage === 'stage-1')).toEqual(metrics.slice(0, 1));
    // The second stage begins where it always begins: same step of the run, same prompts.
    expect(steps[1]).toMatchObject({ stage: 'stage-2', globalStep: stage.steps + 1 });

    expect((await run('broken', reached, stopAfter(1))).state).toBe('interrupted');
    await run('broken', reached);
    expect(await exactFiles(join(folder, 'broken'))).toEqual(
      await exactFiles(join(folder, 'whole')),
    );
  });

  it('plays several rollouts of each prompt, side by side and each anew', async () => {
    const { 'stage-1': stage } = tinyConfig.stages;
    if (stage?.type !== 'reinforcement') throw new Error('the tiny experiment has no stage-1');
    const stages = { 'stage-1': { ...stage, steps: 1, promptsPerStep: 4, samplesPerPrompt: 3 } };
    await run('run', withConfig({ stages }));
    const episodes = (await linesOf('run', 'episodes.jsonl')) as readonly {
      readonly stage: string;
      readonly prompt: { readonly id: string };
      readonly turns: readonly unknown[];
    }[];
    const played = episodes.filter((episode) => episode.stage === 'stage-1');
    const ids = played.map(({ prompt }) => prompt.id);
    const drawn = [0, 3, 6, 9].map((first) => ids[first]);
    expect(ids).toEqual(drawn.flatMap((id) => [id, id, id]));
    expect(new Set(drawn).size).toBe(4);
    expect(
      new Set(played.map(({ prompt, turns }) => JSON.stringify([prompt.id, turns]))).size,
    ).toBeGreaterThan(4);
  });

  it('takes no more steps and prompts than its limits allow', async () => {
    const outcome = await run('run', withConfig({ limits: { steps: 2, evaluationPrompts: 8 } }));
    if (outcome.state !== 'done') throw new Error('the run was interrupted');
    expect(await linesOf('run', 'metrics.jsonl')).toHaveLength(4);
    expect(outcome.summary.evaluations['final']?.ftr.n).toBe(8);
  });

  it('refuses to mix supervised and reinforcement stages', async () => {
    const stages = { imitate: tinySupervisedStage, ...tinyConfig.stages };
    await expect(run('run', withConfig({ stages }))).rejects.toThrow(/base\.experiment/);
  });
});

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
    expect(await exactFiles(join(folder, 'run'))).toEqual(await exactFiles(join(folder, 'whole')));

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
    const damaged = join(folder, 'broken', 'checkpoints', '00000018');
    await damage(damaged);

    const notices: string[] = [];
    const observer = { ...SILENT_OBSERVER, notice: (message: string) => notices.push(message) };
    await run('broken', tinyParts(), { observer });
    expect(notices).toEqual([expect.stringContaining(damaged)]);
    await expectUnbroken('broken');
  });

  it('starts anew, and says so, when no checkpoint is whole', async () => {
    await run('broken', tinyParts(), stopAfter(3));
    const checkpoints = join(folder, 'broken', 'checkpoints');
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
