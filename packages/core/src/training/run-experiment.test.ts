import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Prompt } from '../contracts/prompt.ts';
import type { Judge } from '../contracts/judge.ts';
import type { Safeguard } from '../contracts/safeguard.ts';
import { meanOf } from '../statistics/mean-and-spread.ts';
import { verdict } from '../testing/make-episode.ts';
import { exactFiles, stopAfter, testRuns, withConfig } from '../testing/test-runs.ts';
import {
  tinyConfig,
  tinyParts,
  tinyPreferenceStage,
  tinySupervisedStage,
} from '../testing/tiny-experiment.ts';
import { tinyDataset } from '../testing/tiny-world.ts';
import type { RunSummary } from '../tracking/summary.ts';
import type { PolicyWork, TurnWork } from '../work/policy-work.ts';

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

const { at, run, read, linesOf } = testRuns();

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
    expect(await readdir(at('run', 'checkpoints'))).toEqual([
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
      baseWeights: at('base', 'weights'),
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
      baseWeights: at('base', 'weights'),
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

    const baseWeights = at('base', 'weights');
    const trained = await run('run', tinyParts(), { baseWeights });
    if (trained.state !== 'done') throw new Error('the run was interrupted');
    expect(trained.summary.evaluations['base']).toEqual(made.summary.evaluations['final']);
  });

  it('without stages evaluates what another run has trained, each agent with its own weights', async () => {
    const trained = await run('trained');
    const outcome = await run('run', withConfig({ stages: {} }), {
      baseWeights: at('trained', 'weights'),
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
    await run('usual');
    const metrics = (await linesOf('usual', 'metrics.jsonl')) as readonly StepLine[];
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
    expect(await exactFiles(at('broken'))).toEqual(await exactFiles(at('whole')));
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
