/**
 * Time and tokens per second of each phase of training, from a run of its own that is thrown away.
 * The first step of a stage is left out: it warms up.
 *
 *   npx tsx benchmarks/phases.ts
 *   npx tsx benchmarks/phases.ts waltz-baseline limits.steps=5 compute.backend=cpu
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface StepTiming {
  readonly stage: string;
  readonly step: number;
  /** By phase. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly tokens: { readonly sample: number; readonly update: number };
}

interface PhaseLine {
  readonly stage: string;
  readonly phase: string;
  readonly 'ms a step': number;
  /** Tokens that were sampled, or that an update reads; judges read text. */
  readonly 'tokens/s': number | null;
}

const [experiment = 'waltz-baseline', ...overrides] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'waltz-phases-'));
try {
  const limits = ['limits.steps=20', 'limits.evaluationPrompts=16', `run.folder=${folder}`];
  const words = ['waltz', 'run', experiment, ...limits, ...overrides];
  execFileSync('npx', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  console.table(summarise(readTimings(join(folder, experiment))));
} finally {
  rmSync(folder, { recursive: true });
}

function readTimings(runs: string): readonly StepTiming[] {
  return readdirSync(runs).flatMap((run) =>
    readFileSync(join(runs, run, 'timings.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as StepTiming)
      .filter(({ step }) => step > 1),
  );
}

function summarise(timings: readonly StepTiming[]): readonly PhaseLine[] {
  const stages = [...new Set(timings.map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const steps = timings.filter((timing) => timing.stage === stage);
    const phases = Object.keys(steps[0]?.seconds ?? {});
    return phases.map((phase) => {
      const seconds = sum(steps.map((step) => step.seconds[phase] ?? 0));
      const tokens = sum(steps.map((step) => tokensOf(phase, step)));
      return {
        stage,
        phase,
        'ms a step': Math.round((seconds / steps.length) * 10_000) / 10,
        'tokens/s': tokens === 0 ? null : Math.round(tokens / seconds),
      };
    });
  });
}

function tokensOf(phase: string, { tokens }: StepTiming): number {
  if (phase === 'judge') return 0;
  return phase === 'sample' ? tokens.sample : tokens.update;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
