import type { EvaluationResult } from '../evaluation/evaluation-metrics.ts';

/**
 * `summary.json` of a finished run: the stable file for scripts. Fields are added, never renamed or removed.
 * Evaluations are named `base` (before training), by their stage (after each stage but the last) and `final`.
 */
export interface RunSummary {
  readonly experiment: string;
  readonly seed: number;
  readonly backend: string;
  /** What a reader of these numbers must know, by the dataset's own word. */
  readonly notes: readonly string[];
  /** Wall-clock time of the run, the sessions before a resume included. */
  readonly seconds: number;
  /** Largest resident set of the last session's process. */
  readonly peakMemoryBytes: number;
  readonly evaluations: Readonly<Record<string, EvaluationResult>>;
}
