import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Agents } from '../contracts/agent.ts';
import type { Dataset } from '../contracts/dataset.ts';
import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Prompt } from '../contracts/prompt.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import type { EvaluationResult } from '../evaluation/evaluation-metrics.ts';
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

/** One evaluation as the experiment sets it up; null when it asks for no prompts. */
export async function evaluateSplits(
  { config, dataset, protocol, judge, safeguard }: ExperimentParts,
  agents: Agents,
  name: string,
  watch: EvaluationWatch,
): Promise<EvaluatedSplits | null> {
  const { seed, evaluation } = config;
  const { main, train } = evaluatedPrompts(config, dataset);
  if (main.length === 0) return null;
  const total = main.length + train.length;
  watch.started(total);
  const measure = (of: string, prompts: readonly Prompt[], doneBefore: number) =>
    evaluate(
      { protocol, agents, judge, safeguard },
      {
        name: of,
        prompts,
        seed,
        temperature: evaluation.temperature,
        kinds: evaluation.kinds,
        progress: (done) => watch.progress(doneBefore + done, total),
      },
    );
  const { metrics, episodes } = await measure(name, main, 0);
  if (train.length === 0) return { result: metrics, episodes };
  const onTraining = await measure(`${name}:train`, train, main.length);
  return { result: { ...metrics, train: onTraining.metrics }, episodes };
}

/** How many prompts one evaluation plays, those of the training split included. */
export function evaluationSize({ config, dataset }: ExperimentParts): number {
  const { main, train } = evaluatedPrompts(config, dataset);
  return main.length === 0 ? 0 : main.length + train.length;
}

function evaluatedPrompts(
  { evaluation, limits }: ExperimentConfig,
  dataset: Dataset,
): { readonly main: readonly Prompt[]; readonly train: readonly Prompt[] } {
  const { split, maxPrompts, trainPrompts } = evaluation;
  const cap = limits.evaluationPrompts ?? Infinity;
  const limit = Math.min(maxPrompts ?? Infinity, cap);
  return {
    main: selectPrompts(dataset.prompts(split), limit),
    train: selectPrompts(dataset.prompts('train'), Math.min(trainPrompts, cap)),
  };
}
