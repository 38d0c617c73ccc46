import { mkdtemp, rm } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secondsOf, type Comparison } from './comparison.ts';
import type { Contender } from './contender.ts';
import { PEERS } from './find-python.ts';
import type { Patience } from './interleave.ts';
import type { BenchmarkedModel } from './model-size.ts';
import {
  curveContenders,
  learningContenders,
  operationContenders,
  samplingContenders,
  trainingContenders,
  type Roster,
} from './roster.ts';
import { runComparisons, type Task } from './run-comparisons.ts';
import {
  calibration,
  curvePoints,
  learningTask,
  matrixTasks,
  operationTasks,
  samplingTask,
  trainingTask,
} from './tasks.ts';

export type Part = 'operations' | 'models' | 'curves';
export const PARTS: readonly Part[] = ['operations', 'models', 'curves'];

/** What is to be measured. */
export interface Plan {
  readonly parts: readonly Part[];
  readonly models: readonly BenchmarkedModel[];
  readonly quick: boolean;
  readonly patience: Patience;
}

/** Seconds that a piece of work may take by the arithmetic; a backend that would need longer is spared it. */
const BEARABLE = 15;

/** A backend with fewer floating-point operations a second computes single operations of the first model only. */
const SLOW = 5e9;

/** Measures all of the plan, what matters most first: there may not be time for the end of it. */
export async function measure(
  roster: Roster,
  { parts, models, quick, patience }: Plan,
  tell: (line: string) => void,
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  const compare = async (contenders: readonly Contender[], tasks: readonly Task[]) => {
    comparisons.push(...(await runComparisons(contenders, tasks, patience, tell)));
  };
  await compare(operationContenders(roster), [calibration]);
  const spared = sparing(comparisons);

  if (parts.includes('operations')) {
    const [first, ...others] = models;
    const products = matrixTasks(models).filter(({ subject }) => subject !== calibration.subject);
    await compare(operationContenders(roster), [
      ...products.map(spared.ifTooSlow),
      ...(first === undefined ? [] : operationTasks(first)),
      ...others.flatMap((model) => operationTasks(model).map(spared.ifSlow)),
    ]);
  }
  if (parts.includes('models')) {
    for (const [index, model] of models.entries()) {
      await withWeights(roster, model, async (weights) => {
        await compare(trainingContenders(roster, model, weights), [
          spared.ifTooSlow(trainingTask(model)),
        ]);
        await compare(samplingContenders(roster, model, weights), [
          spared.ifTooSlow(samplingTask(model)),
        ]);
        if (index > 0) return;
        await compare(learningContenders(roster, model, weights), [
          spared.ifTooSlow(learningTask(model)),
        ]);
      });
    }
  }
  if (parts.includes('curves')) {
    for (const { size, tasks } of curvePoints(quick)) {
      await compare(curveContenders(roster, size), tasks.map(spared.ifTooSlow));
    }
  }
  return comparisons;
}

/** Spares backends what they are too slow for, going by the rate at which they computed the first product. */
function sparing(comparisons: readonly Comparison[]) {
  const [first] = comparisons;
  const rates = new Map(
    first?.measurements.flatMap(({ family, contender, seconds }, index) => {
      const measured = first.measurements[index];
      if (family === 'peer' || seconds.length === 0 || measured === undefined) return [];
      return [[contender, (first.flops ?? 0) / secondsOf(measured)] as const];
    }),
  );
  const rateOf = ({ name, family }: Contender): number =>
    family === 'peer' ? Infinity : (rates.get(name.split(',')[0] ?? name) ?? Infinity);
  const gigaflops = (contender: Contender): string =>
    `${(rateOf(contender) / 1e9).toFixed(1)} GF/s`;
  return {
    ifTooSlow: (task: Task): Task => ({
      ...task,
      sparing: (contender) => {
        const seconds = (task.flops ?? 0) / rateOf(contender);
        return seconds <= BEARABLE
          ? null
          : `spared: at ${gigaflops(contender)} the arithmetic says ${seconds.toFixed(0)} s`;
      },
    }),
    ifSlow: (task: Task): Task => ({
      ...task,
      sparing: (contender) =>
        rateOf(contender) >= SLOW ? null : `spared: has ${gigaflops(contender)} only`,
    }),
  };
}

/** Has a peer write weights that all start from, so that losses can be compared; null where there is no peer. */
async function withWeights(
  { python: found }: Roster,
  { size }: BenchmarkedModel,
  work: (weights: string | null) => Promise<void>,
): Promise<void> {
  if (found.python === null) return work(null);
  const folder = await mkdtemp(join(tmpdir(), 'waltz-benchmark-'));
  try {
    const file = join(folder, 'weights.safetensors');
    const script = join(PEERS, 'make_weights.py');
    execFileSync(found.python, [script, JSON.stringify(size), file], { stdio: 'ignore' });
    await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
