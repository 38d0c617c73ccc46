import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { EvaluationResult } from '../evaluation/evaluation-metrics.ts';
import { evaluateSplits, FINAL_EVALUATION } from './evaluate-splits.ts';
import { disposePolicies, openTrainedPolicies } from './policies.ts';
import type { RunObserver } from './run-observer.ts';

/**
 * Evaluates the weights that lie in `folder`, as at the end of their run; null when the config asks for no prompts.
 * Throws when the weights are missing or of another shape.
 */
export async function evaluateWeights(
  parts: ExperimentParts,
  folder: string,
  observer: RunObserver,
): Promise<EvaluationResult | null> {
  const name = FINAL_EVALUATION;
  const policies = await openTrainedPolicies(parts, folder);
  try {
    const evaluated = await evaluateSplits(parts, policies.agents, name, {
      started: (prompts) => observer.evaluationStarted({ name, prompts }),
      progress: (done, prompts) => observer.evaluationProgress({ name, done, prompts }),
    });
    return evaluated?.result ?? null;
  } finally {
    disposePolicies(policies);
    await parts.closeLocalModels();
  }
}
