import type { ExperimentConfig } from '../config/experiment-config.ts';

/** A number that must be finite and is not: the run stops, and the batch that led to it is kept. */
export class TrainingFailure extends Error {
  /** Which weights were being updated. */
  readonly policy: string;
  /** What was being learned, for a look at it afterwards. */
  readonly batch: unknown;

  constructor(policy: string, message: string, batch: unknown) {
    super(message);
    this.name = 'TrainingFailure';
    this.policy = policy;
    this.batch = batch;
  }
}

/** Throws a `TrainingFailure` for the first value that is NaN or infinite. */
export function requireFinite(
  policy: string,
  quantity: string,
  values: Iterable<number>,
  batch: unknown,
): void {
  for (const value of values) {
    if (Number.isFinite(value)) continue;
    throw new TrainingFailure(policy, `the ${quantity} of ${policy} is ${value}`, batch);
  }
}

/** Where training stopped, and the file with the batch that led there. */
interface StoppingPlace {
  readonly stage: string;
  readonly step: number;
  readonly batch: string;
}

/** What a user is told of a training failure: where it was, what was learned by, and what often helps. */
export function stoppedTraining(
  failure: TrainingFailure,
  config: ExperimentConfig,
  { stage, step, batch }: StoppingPlace,
): Error {
  return new Error(
    `${stage}, step ${step}: ${failure.message}. ${learnsBy(config, stage)}Training stopped before this could be saved; ` +
      `the batch is in ${batch}. A lower learningRate or a smaller maxGradientNorm of that stage often helps`,
    { cause: failure },
  );
}

/** A sentence on the component whose loss a stage follows; supervised stages have none to choose. */
function learnsBy({ algorithm, stages }: ExperimentConfig, name: string): string {
  const stage = stages[name];
  if (stage?.type === 'reinforcement') return `The algorithm is "${algorithm.type}". `;
  return stage?.type === 'preference' ? `The loss is "${stage.loss.type}". ` : '';
}
