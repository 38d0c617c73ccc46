import type { AdaptedCoefficients } from './adaptive-kl.ts';
import type { EpisodeRecord } from '../tracking/episode-record.ts';
import type { StepTimings } from '../tracking/tracker.ts';
import type { Metrics } from './step-metrics.ts';

/** What a step of any stage leaves for the tracker. */
export interface StageStep {
  readonly metrics: Metrics;
  readonly timings: StepTimings;
  /** Lines of the credit ledger; none on steps that it skips. */
  readonly episodes: readonly EpisodeRecord[];
  /** What the next step starts from, beside the weights; absent where all KL coefficients are fixed. */
  readonly klCoefficients?: AdaptedCoefficients;
  /** The stage has come to what it was to come to: its other steps are not taken. */
  readonly endsStage?: true;
}

/** A stage that is under way. */
export interface Stage {
  /** Takes the step of this number, counted from 1. Steps are taken in order, each once. */
  takeStep(step: number): Promise<StageStep>;
  /** Frees what the stage held besides the policies. */
  dispose(): void;
}
