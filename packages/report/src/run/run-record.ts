import type { JsonObject } from './json-files.ts';
import type { WorkLine } from './read-work.ts';

/** A measured rate or score with its 95% interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Prompts, or answers, that it was taken over. */
  readonly n: number;
}

/** One evaluation of the run: `base`, a stage's name, or `final`. */
export interface Evaluation {
  readonly name: string;
  /** The global step after which it was made; null when the run does not tell. */
  readonly globalStep: number | null;
  /** By dotted name: `asr`, `firstResponse.asr`, `ftrByKind.plain-benign`, `train.asr`. */
  readonly estimates: ReadonlyMap<string, Estimate>;
}

/** One line of `metrics.jsonl`. */
export interface MetricsLine {
  readonly stage: string;
  /** Within the stage. */
  readonly step: number;
  readonly globalStep: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** One line of `timings.jsonl`. */
export interface TimingsLine {
  readonly globalStep: number;
  /** By phase. */
  readonly seconds: Readonly<Record<string, number>>;
  /** By phase, where the phase handles tokens. */
  readonly tokens: Readonly<Record<string, number>>;
}

/** A stage as the metrics show it: the global steps that it spans, both ends included. */
export interface StageSpan {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** Everything the report reads from a run folder, except for the episodes. */
export interface RunRecord {
  readonly folder: string;
  readonly experiment: string;
  readonly seed: number | null;
  /** The resolved config; empty when it is missing. */
  readonly config: JsonObject;
  readonly environment: JsonObject;
  readonly status: JsonObject;
  readonly summary: JsonObject;
  /** In the order of global steps; a step that was run twice counts as it was last. */
  readonly metrics: readonly MetricsLine[];
  readonly timings: readonly TimingsLine[];
  /** What steps and evaluations cost, in the order in which they ended. */
  readonly work: readonly WorkLine[];
  readonly stages: readonly StageSpan[];
  /** `base` first, then the stages in order, then `final`, then any other. */
  readonly evaluations: readonly Evaluation[];
}
