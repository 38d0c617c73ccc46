import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { evaluationFrom, inOrder } from './evaluations.ts';
import { numberAt, numbersOf, textAt } from './fields.ts';
import {
  isJsonObject,
  readJsonIfThere,
  readJsonLines,
  readTextIfThere,
  type JsonObject,
} from './json-files.ts';
import { readWork } from './read-work.ts';
import type { Evaluation, MetricsLine, RunRecord, StageSpan, TimingsLine } from './run-record.ts';

/**
 * Reads a run folder as far as the run got: every file may be missing or cut off.
 * Throws when the folder itself is not there.
 */
export async function readRun(folder: string): Promise<RunRecord> {
  await readFolder(folder);
  const [config, environment, status, summary, metrics] = await Promise.all([
    readConfig(join(folder, 'config.yaml')),
    readJsonIfThere(join(folder, 'environment.json')),
    readJsonIfThere(join(folder, 'status.json')),
    readJsonIfThere(join(folder, 'summary.json')),
    readMetrics(join(folder, 'metrics.jsonl')),
  ]);
  const stages = stageSpans(metrics);
  return {
    folder,
    experiment:
      textAt(summary, 'experiment') ?? textAt(config, 'name') ?? basename(dirname(resolve(folder))),
    seed: numberAt(summary, 'seed') ?? numberAt(config, 'seed'),
    config,
    environment: environment ?? {},
    status: status ?? {},
    summary: summary ?? {},
    metrics,
    timings: await readTimings(join(folder, 'timings.jsonl'), metrics),
    work: await readWork(join(folder, 'timings.jsonl')),
    stages,
    evaluations: inOrder(await readEvaluations(join(folder, 'evaluations'), stages), stages),
  };
}

async function readFolder(folder: string): Promise<void> {
  try {
    await readdir(folder);
  } catch (error) {
    throw new Error(
      `cannot read the run folder "${folder}": give the folder that holds metrics.jsonl, as runs/<experiment>/<hash>`,
      { cause: error },
    );
  }
}

async function readConfig(path: string): Promise<JsonObject> {
  const text = await readTextIfThere(path);
  try {
    const value: unknown = parse(text ?? '');
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

async function readMetrics(path: string): Promise<readonly MetricsLine[]> {
  const lines = new Map<number, MetricsLine>();
  for await (const line of readJsonLines(path)) {
    const stage = textAt(line, 'stage');
    const step = numberAt(line, 'step');
    const globalStep = numberAt(line, 'globalStep');
    if (stage === null || step === null || globalStep === null) continue;
    lines.set(globalStep, { stage, step, globalStep, metrics: numbersOf(line['metrics']) });
  }
  return [...lines.values()].sort((one, other) => one.globalStep - other.globalStep);
}

/** Timings count steps within their stage; the metrics tell which step of the run that is. */
async function readTimings(
  path: string,
  metrics: readonly MetricsLine[],
): Promise<readonly TimingsLine[]> {
  const globalSteps = new Map(
    metrics.map(({ stage, step, globalStep }) => [`${step} of ${stage}`, globalStep]),
  );
  const lines = new Map<number, TimingsLine>();
  for await (const line of readJsonLines(path)) {
    const globalStep = globalSteps.get(
      `${numberAt(line, 'step') ?? ''} of ${textAt(line, 'stage') ?? ''}`,
    );
    if (globalStep === undefined) continue;
    lines.set(globalStep, {
      globalStep,
      seconds: numbersOf(line['seconds']),
      tokens: numbersOf(line['tokens']),
    });
  }
  return [...lines.values()];
}

async function readEvaluations(
  folder: string,
  stages: readonly StageSpan[],
): Promise<readonly Evaluation[]> {
  const files = await readdir(folder).catch(() => []);
  const evaluations: Evaluation[] = [];
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const content = await readJsonIfThere(join(folder, file));
    if (content !== null)
      evaluations.push(evaluationFrom(basename(file, '.json'), content, stages));
  }
  return evaluations;
}

function stageSpans(metrics: readonly MetricsLine[]): readonly StageSpan[] {
  const spans = new Map<string, StageSpan>();
  for (const { stage, globalStep } of metrics) {
    const first = spans.get(stage)?.first ?? globalStep;
    spans.set(stage, { name: stage, first, last: globalStep });
  }
  return [...spans.values()];
}
