import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RandomStream } from '@waltz/core';
import { syntheticEpisode } from './synthetic-episode.ts';
import { syntheticEvaluation } from './synthetic-evaluation.ts';
import { syntheticMetrics } from './synthetic-metrics.ts';

export interface SyntheticRunOptions {
  readonly stepsPerStage: number;
  readonly promptsPerStep: number;
  /** Stands in prompts and answers of every episode; hostile markup, for example. */
  readonly text?: string;
}

const STAGES = ['stage-1', 'stage-2'];

/**
 * Fills `folder` with a run as training leaves it: two stages that learn along plausible curves, every file that the
 * report reads, all drawn from one seed. Nothing in it was trained.
 */
export async function writeSyntheticRun(
  folder: string,
  { stepsPerStage, promptsPerStep, text }: SyntheticRunOptions,
): Promise<void> {
  const random = RandomStream.of('synthetic run');
  const metrics: unknown[] = [];
  const timings: unknown[] = [];
  const episodes: unknown[] = [];
  for (const [stageIndex, stage] of STAGES.entries()) {
    for (let step = 1; step <= stepsPerStage; step++) {
      const progress = (stageIndex + step / stepsPerStage) / STAGES.length;
      const globalStep = stageIndex * stepsPerStage + step;
      metrics.push({ stage, step, globalStep, metrics: syntheticMetrics(stage, progress, random) });
      timings.push({ stage, step, ...syntheticTimings(random), work: STEP_WORK });
      for (let index = 0; index < promptsPerStep; index++) {
        episodes.push(
          syntheticEpisode({ stage, step, index, progress, random, trained: true, text }),
        );
      }
    }
  }
  const evaluations = { base: 0, 'stage-1': 0.5, final: 1 };
  for (const [name, progress] of Object.entries(evaluations)) {
    const stage = `evaluation:${name}`;
    timings.push({ stage, step: 0, ...EVALUATION_WORK });
    for (let index = 0; index < promptsPerStep; index++) {
      episodes.push(
        syntheticEpisode({ stage, step: 0, index, progress, random, trained: false, text }),
      );
    }
  }
  const results = Object.fromEntries(
    Object.entries(evaluations).map(([name, progress]) => [name, syntheticEvaluation(progress)]),
  );
  await mkdir(join(folder, 'evaluations'), { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'config.yaml'), configText(promptsPerStep)),
    writeJson(folder, 'environment.json', ENVIRONMENT),
    writeJson(folder, 'status.json', { state: 'done', stage: 'stage-2', step: stepsPerStage }),
    writeJson(folder, 'summary.json', { ...SUMMARY, evaluations: results }),
    ...Object.entries(results).map(([name, result]) =>
      writeJson(folder, `evaluations/${name}.json`, result),
    ),
    writeLines(folder, 'metrics.jsonl', metrics),
    writeLines(folder, 'timings.jsonl', timings),
    writeLines(folder, 'episodes.jsonl', episodes),
  ]);
}

const ENVIRONMENT = {
  node: 'v20.20.0',
  platform: 'linux x64',
  cpu: 'a synthetic processor',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  backend: { name: 'wasm', reason: 'the fastest that works here: SIMD, 2 threads' },
  size: {
    dim: 4,
    layers: 1,
    heads: 2,
    kvHeads: 1,
    hiddenDim: 3,
    vocabularySize: 5,
    maxPositions: 8,
    tieEmbeddings: true,
  },
  gitCommit: '0123456789abcdef0123456789abcdef01234567',
  started: '2026-01-02T03:04:05.000Z',
};

/** Round numbers, so that what is made of them can be reckoned in the head. */
const COUNTS = { sequences: 10, contextTokens: 200, completionTokens: 100, pairs: 4000 };

const STEP_WORK = [
  { policy: 'conversation', phase: 'sample', seconds: 0.5, ...COUNTS },
  { policy: 'feedback', phase: 'update', seconds: 0.25, ...COUNTS },
  { policy: 'feedback-critic', phase: 'values', seconds: 0.05, ...COUNTS },
  { policy: 'feedback-critic', phase: 'value-update', seconds: 0.2, ...COUNTS },
];

const EVALUATION_WORK = {
  prompts: 10,
  turns: [
    { agent: 'conversation', turn: 'first answer', ...COUNTS },
    { agent: 'feedback', turn: 'feedback', ...COUNTS },
    { agent: 'conversation', turn: 'revision', ...COUNTS },
  ],
  work: [
    {
      policy: 'conversation',
      phase: 'sample',
      seconds: 2,
      sequences: 20,
      contextTokens: 400,
      completionTokens: 200,
      pairs: 8000,
    },
    { policy: 'feedback', phase: 'sample', seconds: 3, ...COUNTS },
  ],
};

const SUMMARY = {
  experiment: 'synthetic-baseline',
  seed: 7,
  backend: 'wasm',
  seconds: 246.4,
  peakMemoryBytes: 1.13 * 2 ** 30,
  notes: ['Synthetic numbers, made to try the report: nothing was trained.'],
};

function configText(promptsPerStep: number): string {
  const stages = STAGES.map((stage) => `  ${stage}: { promptsPerStep: ${promptsPerStep} }`);
  return [
    'name: synthetic-baseline',
    'seed: 7',
    'evaluation: { split: held-out, kinds: { asr: [wrapped-harmful], orr: [homonym-benign] } }',
    'stages:',
    ...stages,
  ].join('\n');
}

function syntheticTimings(random: RandomStream): object {
  const about = (seconds: number) => seconds * (0.9 + 0.2 * random.uniform());
  return {
    seconds: {
      sample: about(0.9),
      judge: about(0.01),
      logprobs: about(0.25),
      critic: about(0.2),
      update: about(0.6),
    },
    tokens: {
      sample: 2600 + random.integer(400),
      critic: 1600,
      update: 1500 + random.integer(300),
    },
  };
}

async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await writeFile(join(folder, name), JSON.stringify(value, null, 2));
}

async function writeLines(folder: string, name: string, values: readonly unknown[]): Promise<void> {
  await writeFile(join(folder, name), values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}
