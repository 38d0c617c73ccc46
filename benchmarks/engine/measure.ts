import { mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { together, type Comparison } from './comparison.ts';
import type { Contender } from './contender.ts';
import { PEERS } from './find-python.ts';
import type { Patience } from './interleave.ts';
import type { BenchmarkedModel } from './model-size.ts';
import { curveContenders, modelContenders, operationContenders, type Roster } from './roster.ts';
import { runComparisons, type Task } from './run-comparisons.ts';
import { Sparing } from './sparing.ts';
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

/** Measures all of the plan, what matters most first: there may not be time for the end of it. */
export async function measure(
  roster: Roster,
  { parts, models, quick, patience }: Plan,
  tell: (line: string) => void,
): Promise<readonly Comparison[]> {
  let comparisons: readonly Comparison[] = [];
  const starting = roster.device === 'cuda' ? 'together' : 'in turn';
  const compare: Compare = async (contenders, tasks) => {
    const further = await runComparisons(contenders, tasks, patience, tell, starting);
    comparisons = together(comparisons, further);
  };
  await compare(operationContenders(roster), [calibration]);
  const [calibrated] = comparisons;
  if (calibrated === undefined) return [];
  const sparing = new Sparing(calibrated);
  const measureModels = async (some: readonly BenchmarkedModel[]) => {
    for (const model of some) {
      if (roster.device === 'cuda' && performance.now() > patience.deadline) continue;
      const withTrl = roster.device === 'cpu' && model === models[0];
      await measureModel(roster, model, withTrl, sparing, compare);
    }
  };

  if (parts.includes('models')) await measureModels(models.filter(({ heavy }) => !heavy));
  if (parts.includes('operations')) {
    await compare(operationContenders(roster), operationsToMeasure(models, quick, sparing));
  }
  if (parts.includes('curves')) {
    for (const { size, tasks } of curvePoints(quick)) {
      await compare(curveContenders(roster, size), tasks.map(sparing.ofSlow));
    }
  }
  if (parts.includes('models')) await measureModels(models.filter(({ heavy }) => heavy));
  return comparisons;
}

/** Has contenders do tasks, and keeps what comes of it. */
type Compare = (contenders: readonly Contender[], tasks: readonly Task[]) => Promise<void>;

async function measureModel(
  roster: Roster,
  model: BenchmarkedModel,
  withTrl: boolean,
  sparing: Sparing,
  compare: Compare,
): Promise<void> {
  await withWeights(roster, model, async (weights) => {
    // Sampling needs the least memory: it comes first, or its peak would be that of the update before it.
    const tasks = [
      samplingTask(model),
      trainingTask(model),
      ...(withTrl ? [learningTask(model)] : []),
    ];
    for (const group of modelContenders(roster, model, weights, { withTrl })) {
      await compare(group, tasks.map(sparing.ofLongWork));
    }
  });
}

/** Slow backends have the operations of the first model, and no more than the reader needs to see that they are slow. */
function operationsToMeasure(
  models: readonly BenchmarkedModel[],
  quick: boolean,
  sparing: Sparing,
): readonly Task[] {
  const products = matrixTasks(models).filter(({ subject }) => subject !== calibration.subject);
  const operations = models.map((model) => operationTasks(model));
  if (quick) return [...products, ...operations.flat()].map(sparing.ofSlow);
  const [first = [], ...others] = operations;
  return [...products.map(sparing.ofLongWork), ...first, ...others.flat().map(sparing.ofSlow)];
}

/** Has a peer write weights that all start from, so that losses can be compared; null where there is no peer. */
async function withWeights(
  { python: found }: Roster,
  { size }: BenchmarkedModel,
  work: (weights: string | null) => Promise<void>,
): Promise<void> {
  if (found.python === null) return work(null);
  const folder = mkdtempSync(join(tmpdir(), 'waltz-benchmark-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const file = join(folder, 'weights.safetensors');
    const script = join(PEERS, 'make_weights.py');
    execFileSync(found.python, [script, JSON.stringify(size), file], { stdio: 'ignore' });
    await work(file);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
