import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Agents } from '../contracts/agent.ts';
import type { Dataset } from '../contracts/dataset.ts';
import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Prompt } from '../contracts/prompt.ts';
import { evaluate, type Evaluation } from '../evaluation/evaluate.ts';
import type { EvaluationMetrics, EvaluationResult } from '../evaluation/evaluation-metrics.ts';
import { selectPrompts } from '../evaluation/select-prompts.ts';

export interface EvaluatedSplits {
  readonly result: EvaluationResult;
  /** Of the main split. */
  readonly episodes: readonly JudgedEpisode[];
}

export interface EvaluationWatch {
  started(prompts: number): void;
  /** May throw to stop. */
  progress(done: number, prompts: number): void;
}

/** The evaluation of what a run has come to: the benchmarks of the dataset are played in this one alone. */
export const FINAL_EVALUATION = 'final';

/** One evaluation as the experiment sets it up; null when it asks for no prompts. */
export async function evaluateSplits(
  { config, dataset, engines, protocol, judge, evaluationJudge, safeguard }: ExperimentParts,
  agents: Agents,
  name: string,
  watch: EvaluationWatch,
): Promise<EvaluatedSplits | null> {
  const { seed, evaluation } = config;
  const { main, train, benchmarks } = evaluatedPrompts(config, dataset, name);
  if (main.length === 0) return null;
  const sets = [main, train, ...Object.values(benchmarks)];
  const total = sets.reduce((sum, { length }) => sum + length, 0);
  watch.started(total);
  let doneBefore = 0;
  const measure = async (of: string, prompts: readonly Prompt[]): Promise<Evaluation> => {
    const start = doneBefore;
    doneBefore += prompts.length;
    return evaluate(
      {
        protocol,
        agents,
        judge: evaluationJudge ?? judge,
        comparedJudge: evaluationJudge && judge,
        safeguard,
      },
      {
        name: of,
        prompts,
        seed,
        temperature: evaluation.temperature,
        kinds: evaluation.kinds,
        sequencesAtOnce: engines.sequencesAtOnce,
        isRight: (prompt, response) => dataset.isRight?.(prompt, response) ?? null,
        progress: (done) => watch.progress(start + done, total),
      },
    );
  };
  const { metrics, episodes } = await measure(name, main);
  const onTraining = train.length === 0 ? null : await measure(`${name}:train`, train);
  const onBenchmarks: [string, EvaluationMetrics][] = [];
  for (const [benchmark, prompts] of Object.entries(benchmarks)) {
    const measured = await measure(`${name}:${benchmark}`, prompts);
    onBenchmarks.push([benchmark, measured.metrics]);
  }
  return {
    result: {
      ...metrics,
      ...(onTraining && { train: onTraining.metrics }),
      ...(onBenchmarks.length > 0 && { benchmarks: Object.fromEntries(onBenchmarks) }),
    },
    episodes,
  };
}

/** How many prompts an evaluation plays before the final one, those of the training split included. */
export function evaluationSize({ config, dataset }: ExperimentParts): number {
  const { main, train } = evaluatedPrompts(config, dataset, 'base');
  return main.length === 0 ? 0 : main.length + train.length;
}

interface EvaluatedPrompts {
  readonly main: readonly Prompt[];
  readonly train: readonly Prompt[];
  readonly benchmarks: Readonly<Record<string, readonly Prompt[]>>;
}

function evaluatedPrompts(
  { evaluation, limits }: ExperimentConfig,
  dataset: Dataset,
  name: string,
): EvaluatedPrompts {
  const { split, maxPrompts, trainPrompts } = evaluation;
  const cap = limits.evaluationPrompts ?? Infinity;
  const limit = Math.min(maxPrompts ?? Infinity, cap);
  const benchmarks = name === FINAL_EVALUATION ? Object.entries(dataset.benchmarks ?? {}) : [];
  return {
    main: selectPrompts(dataset.prompts(split), limit),
    train: selectPrompts(dataset.prompts('train'), Math.min(trainPrompts, cap)),
    benchmarks: Object.fromEntries(
      benchmarks.map(([benchmark, prompts]) => [benchmark, selectPrompts(prompts, limit)]),
    ),
  };
}
