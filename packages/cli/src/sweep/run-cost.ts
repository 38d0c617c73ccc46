import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { LOG_FILES, type ExperimentConfig, type RunFolder } from '@waltz/core';

/** What a run takes. */
export interface RunCost {
  readonly seconds: number;
  /** Sampled and trained on. */
  readonly tokens: number;
}

/** One line of `timings.jsonl`. */
interface StepTimingsLine {
  readonly stage: string;
  readonly seconds: Readonly<Record<string, number>>;
  readonly tokens: Readonly<Record<string, number>>;
}

/** What an evaluation took. */
export interface EvaluationTiming {
  readonly prompts: number;
  readonly seconds: number;
}

/** What a finished run took; null when it is not finished. */
export async function costOfFinished(folder: RunFolder): Promise<RunCost | null> {
  const summary = await folder.readSummary();
  if (summary === null) return null;
  const lines = await readTimings(folder);
  return {
    seconds: summary.seconds,
    tokens: lines.reduce((sum, line) => sum + total(line.tokens), 0),
  };
}

/**
 * What the run of `config` will take, from a smoke run of it: the last step of each stage, times the steps of the stage,
 * and its evaluations, in proportion to their prompts. The start of the process and checkpoints are not counted.
 */
export async function costFromSmoke(
  config: ExperimentConfig,
  smoke: RunFolder,
  evaluation: EvaluationTiming | null,
  evaluationPrompts: number,
): Promise<RunCost> {
  const lines = await readTimings(smoke);
  const steps = Object.entries(config.stages).map(([name, stage]) => ({
    line: lines.findLast(({ stage: of }) => of === name),
    count: Math.min(stage.steps, config.limits.steps ?? Infinity),
  }));
  const evaluations = evaluation === null ? 0 : steps.length + 1;
  const perPrompt = evaluation === null ? 0 : evaluation.seconds / Math.max(1, evaluation.prompts);
  return {
    seconds:
      steps.reduce((sum, { line, count }) => sum + count * total(line?.seconds ?? {}), 0) +
      evaluations * evaluationPrompts * perPrompt,
    tokens: steps.reduce((sum, { line, count }) => sum + count * total(line?.tokens ?? {}), 0),
  };
}

async function readTimings(folder: RunFolder): Promise<readonly StepTimingsLine[]> {
  const path = folder.file(LOG_FILES.timings);
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => JSON.parse(line) as StepTimingsLine);
  return parsed.filter(({ stage }) => !stage.startsWith('evaluation:'));
}

function total(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((sum, part) => sum + part, 0);
}
