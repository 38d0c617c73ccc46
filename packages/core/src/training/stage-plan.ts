import type { ExperimentConfig, StageConfig } from '../config/experiment-config.ts';

/** A stage and its place in the run. */
export interface PlannedStage {
  readonly name: string;
  readonly config: StageConfig;
  /** Steps of the stage, after `limits.steps`. */
  readonly steps: number;
  /** Steps of the stages before it. */
  readonly stepsBefore: number;
  readonly promptsPerStep: number;
  /** Prompts that the stages before it draw: no stage begins the epoch anew. */
  readonly promptsBefore: number;
}

/**
 * The stages in the order in which the experiment lists them.
 * Throws when supervised stages are mixed with others: they make one set of weights, the others train two.
 */
export function planStages({ name, stages, limits }: ExperimentConfig): readonly PlannedStage[] {
  const types = Object.values(stages).map(({ type }) => type);
  if (types.includes('supervised') && types.some((type) => type !== 'supervised')) {
    throw new Error(
      `experiment ${name} mixes supervised stages with others: make the base model in an experiment of its own and name it under base.experiment`,
    );
  }
  const plan: PlannedStage[] = [];
  let stepsBefore = 0;
  let promptsBefore = 0;
  for (const [stage, config] of Object.entries(stages)) {
    const steps = Math.min(config.steps, limits.steps ?? Infinity);
    const promptsPerStep = config.type === 'supervised' ? config.batchSize : config.promptsPerStep;
    plan.push({ name: stage, config, steps, stepsBefore, promptsPerStep, promptsBefore });
    stepsBefore += steps;
    promptsBefore += steps * promptsPerStep;
  }
  return plan;
}

/** Whether the experiment makes a base model: one set of weights that both agents share. */
export function makesBaseModel({ stages }: ExperimentConfig): boolean {
  return Object.values(stages).some(({ type }) => type === 'supervised');
}
