import { median } from '../median.ts';

/** What one step cost, as a line of a run's `timings.jsonl` has it. */
export interface TimedStep {
  readonly stage: string;
  readonly step: number;
  readonly seconds: Readonly<Record<string, number>>;
  readonly tokens: Readonly<Record<string, number>>;
}

/** Medians over the steps of a stage. */
export interface PhaseFigures {
  readonly stage: string;
  /** `sample`, `judge`, `logprobs`, `update`, or `step` for all of them together. */
  readonly phase: string;
  readonly milliseconds: number;
  /** Tokens that the phase worked on. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

/** The judge reads what was sampled; log-probabilities are those of the tokens that are learned from. */
const TOKENS_OF: Readonly<Record<string, string>> = { judge: 'sample', logprobs: 'update' };

/**
 * The figures of each phase and of the whole step, stage by stage, without the first `warmUp` steps of a stage.
 * A step's tokens are those sampled and those learned from. Throws when a stage has no more steps than that.
 */
export function phaseFigures(steps: readonly TimedStep[], warmUp: number): readonly PhaseFigures[] {
  return [...new Set(steps.map(({ stage }) => stage))].flatMap((stage) => {
    const counted = steps.filter((step) => step.stage === stage && step.step > warmUp);
    const [first] = counted;
    if (first === undefined) throw new Error(`${stage} has no more than ${warmUp} steps`);
    const figures = (
      phase: string,
      secondsOf: (step: TimedStep) => number,
      tokensOf: (step: TimedStep) => number,
    ): PhaseFigures => ({
      stage,
      phase,
      milliseconds: 1000 * median(counted.map(secondsOf)),
      tokens: median(counted.map(tokensOf)),
      tokensPerSecond: median(counted.map((step) => tokensOf(step) / secondsOf(step))),
    });
    return [
      ...Object.keys(first.seconds).map((phase) =>
        figures(
          phase,
          ({ seconds }) => seconds[phase] ?? 0,
          ({ tokens }) => tokens[TOKENS_OF[phase] ?? phase] ?? 0,
        ),
      ),
      figures(
        'step',
        ({ seconds }) => sum(Object.values(seconds)),
        ({ tokens }) => sum(Object.values(tokens)),
      ),
    ];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
