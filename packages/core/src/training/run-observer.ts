import type { EvaluationResult } from '../evaluation/evaluation-metrics.ts';

/** What a watcher of a run is told, for example to draw a progress bar. */
export interface RunObserver {
  stageStarted(stage: {
    readonly stage: string;
    readonly steps: number;
    readonly step: number;
  }): void;
  stepFinished(step: {
    readonly stage: string;
    readonly step: number;
    readonly steps: number;
    readonly metrics: Readonly<Record<string, number>>;
    readonly seconds: number;
  }): void;
  evaluationStarted(evaluation: { readonly name: string; readonly prompts: number }): void;
  evaluationProgress(evaluation: {
    readonly name: string;
    readonly done: number;
    readonly prompts: number;
  }): void;
  evaluationFinished(evaluation: {
    readonly name: string;
    readonly result: EvaluationResult;
  }): void;
  /** What a user should read once: a skipped checkpoint, an update that had nothing to learn from. */
  notice(message: string): void;
}

/** Watches nothing. */
export const SILENT_OBSERVER: RunObserver = {
  stageStarted() {},
  stepFinished() {},
  evaluationStarted() {},
  evaluationProgress() {},
  evaluationFinished() {},
  notice() {},
};
