import type { ModelSize } from '@waltz/core';
import { parameterCount } from '../../packages/report/src/cost/transformer-flops.ts';
import { samplingFlops, trainingFlops } from './arithmetic.ts';
import { matrixProducts, operationsOf, type NamedCase } from './operation-cases.ts';
import {
  smallModel,
  type BenchmarkedModel,
  type SamplingWork,
  type TrainingWork,
} from './model-size.ts';
import type { Request } from './protocol.ts';
import type { Task } from './run-comparisons.ts';

/** Seconds that the calls of an operation are repeated for in one repetition. */
const AT_LEAST = 0.02;

/** The product that tells how fast a backend is, before it is given more. */
export const calibration: Task = operationTask('matmul', {
  subject: '512×512×512 nn',
  case: { operation: 'matMul', shape: [512, 512, 512], kind: 'nn', gradient: false },
  flops: 2 * 512 ** 3,
});

export function matrixTasks(models: readonly BenchmarkedModel[]): readonly Task[] {
  return matrixProducts(models).map((named) => operationTask('matmul', named));
}

export function operationTasks(model: BenchmarkedModel): readonly Task[] {
  return operationsOf(model).map((named) => operationTask('operation', named));
}

function operationTask(
  group: 'matmul' | 'operation',
  { subject, flops, ...named }: NamedCase,
): Task {
  const request: Request = { measure: 'operation', case: named.case, atLeast: AT_LEAST };
  return { group, subject, work: 'one call', flops, tokens: null, request };
}

/** An update of a model's weights. */
export function trainingTask({ name, size, training }: BenchmarkedModel): Task {
  const { batch, length } = training;
  return {
    group: 'model',
    subject: name,
    work: `training step, ${batch} × ${length} tokens`,
    flops: trainingFlops(size, training),
    tokens: batch * length,
    request: { measure: 'train', ...training },
  };
}

/** Sampling from a model. */
export function samplingTask({ name, size, sampling }: BenchmarkedModel): Task {
  const { prompts, context, completion } = sampling;
  return {
    group: 'model',
    subject: name,
    work: `sampling, ${prompts} × (${context} + ${completion}) tokens`,
    flops: samplingFlops(size, sampling),
    tokens: prompts * completion,
    request: { measure: 'sample', ...sampling },
  };
}

/** Sampling, and an update on all that was read. */
export function learningTask({ name, size, sampling }: BenchmarkedModel): Task {
  const { prompts, context, completion } = sampling;
  const update = { batch: prompts, length: context + completion };
  return {
    group: 'model',
    subject: name,
    work: `step of reinforcement learning, ${prompts} × (${context} + ${completion}) tokens`,
    flops: samplingFlops(size, sampling) + trainingFlops(size, update),
    tokens: prompts * completion,
    request: { measure: 'learn', ...sampling },
  };
}

/** What a curve is drawn over. */
export type CurveAxis = 'batch' | 'length' | 'size';

/** Points of one model: all of its tasks run in the same processes. */
export interface CurvePoints {
  readonly size: ModelSize;
  readonly tasks: readonly Task[];
}

const BASE = smallModel(128, 4, 4);
const BATCH = 16;
const LENGTH = 96;
const CONTEXT = 48;

/** The cost of an update and of sampling over the batch, the length and the size of the model, one of them at a time. */
export function curvePoints(quick: boolean): readonly CurvePoints[] {
  const few = <Value>(values: readonly Value[]): readonly Value[] =>
    quick ? values.slice(0, 3) : values;
  const overBatch = few([4, 8, 16, 32, 64]).flatMap((batch) => [
    curveTask('batch', batch, BASE, { batch, length: LENGTH }),
    curveTask('batch', batch, BASE, { prompts: batch, context: CONTEXT, completion: CONTEXT }),
  ]);
  const overLength = few([24, 48, 96, 192, 384]).flatMap((length) => [
    curveTask('length', length, BASE, { batch: BATCH / 2, length }),
    curveTask('length', length, BASE, {
      prompts: BATCH / 2,
      context: length / 2,
      completion: length / 2,
    }),
  ]);
  const sizes = few([smallModel(64, 2, 4), BASE, smallModel(256, 4, 4), smallModel(384, 6, 6)]);
  const overSize = sizes.map((size) => {
    const parameters = parameterCount(size);
    return {
      size,
      tasks: [
        curveTask('size', parameters, size, { batch: BATCH, length: LENGTH }),
        curveTask('size', parameters, size, {
          prompts: BATCH,
          context: CONTEXT,
          completion: CONTEXT,
        }),
      ],
    };
  });
  return [{ size: BASE, tasks: [...overBatch, ...overLength] }, ...overSize];
}

function curveTask(
  axis: CurveAxis,
  at: number,
  size: ModelSize,
  work: TrainingWork | SamplingWork,
): Task {
  const trains = 'batch' in work;
  return {
    group: 'curve',
    subject: trains ? 'training step' : 'sampling',
    work: axis,
    at,
    flops: trains ? trainingFlops(size, work) : samplingFlops(size, work),
    tokens: trains ? work.batch * work.length : work.prompts * work.completion,
    request: trains ? { measure: 'train', ...work } : { measure: 'sample', ...work },
  };
}
