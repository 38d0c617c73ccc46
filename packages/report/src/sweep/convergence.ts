import { meanOf } from '@waltz/core';
import { metricPoints } from '../run/metric-points.ts';
import type { RunRecord } from '../run/run-record.ts';

/** R_c, the mean over all answers of a training batch: it does not depend on how the feedback agent is rewarded. */
const CONVERGED_METRIC = 'reward/conversation';

/** Steps of the moving mean, each with those before it. */
export const WINDOW = 10;
/** How far below its end the moving mean may still be. */
export const TOLERANCE = 0.02;

/** Where a run's reward came to in its last stage, and when it had come there. */
export interface Convergence {
  /** The moving mean at the end. */
  readonly level: number;
  /** Steps of the last stage after which the moving mean never again lay more than `TOLERANCE` below `level`. */
  readonly steps: number;
}

/** How the last stage of a run converged; null when it is shorter than the moving mean. */
export function convergenceOf(run: RunRecord): Convergence | null {
  const points = metricPoints(run, CONVERGED_METRIC);
  const last = points.at(-1)?.stage;
  const values = points.filter(({ stage }) => stage === last).map(({ value }) => value);
  const means = values
    .slice(WINDOW - 1)
    .map((_, index) => meanOf(values.slice(index, index + WINDOW)) ?? 0);
  const level = means.at(-1);
  if (level === undefined) return null;
  const lastBelow = means.findLastIndex((mean) => mean < level - TOLERANCE);
  return { level, steps: lastBelow + 1 + WINDOW };
}
