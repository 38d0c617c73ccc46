import type { RunRecord } from './run-record.ts';

/** One value of a metric. */
export interface MetricPoint {
  readonly stage: string;
  readonly globalStep: number;
  readonly value: number;
}

/** The values of a metric over the run, in the order of steps; steps that lack it are left out. */
export function metricPoints(run: RunRecord, metric: string): readonly MetricPoint[] {
  return run.metrics.flatMap(({ stage, globalStep, metrics }) => {
    const value = metrics[metric];
    return value === undefined ? [] : [{ stage, globalStep, value }];
  });
}

/** The names of the metrics below `prefix`, in the order in which they first appear. */
export function metricsBelow(run: RunRecord, prefix: string): readonly string[] {
  const names = run.metrics.flatMap(({ metrics }) => Object.keys(metrics));
  return [...new Set(names.filter((name) => name.startsWith(prefix)))];
}
