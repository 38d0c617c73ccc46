import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Agents } from '../contracts/agent.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { selectPrompts } from '../evaluation/select-prompts.ts';
import { rateMetrics, type Metrics } from './step-metrics.ts';

/** The rates of a small evaluation after a step of a stage, where the experiment asks for one there; none elsewhere. */
export async function probe(
  parts: ExperimentParts,
  agents: Agents,
  step: number,
  globalStep: number,
): Promise<Metrics> {
  const { everySteps, split, probePrompts, temperature, kinds } = parts.config.evaluation;
  if (everySteps === 0 || step % everySteps !== 0) return {};
  const { metrics } = await evaluate(
    { protocol: parts.protocol, agents, judge: parts.evaluationJudge ?? parts.judge },
    {
      name: `probe ${globalStep}`,
      prompts: selectPrompts(parts.dataset.prompts(split), probePrompts),
      seed: parts.config.seed,
      temperature,
      kinds,
      progress() {},
    },
  );
  return rateMetrics('probe', metrics);
}
