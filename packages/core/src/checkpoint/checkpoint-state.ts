import type { AdaptedCoefficients } from '../training/adaptive-kl.ts';
import type { LogLengths } from '../tracking/tracker.ts';

/** Where a run stands. Random streams need no state: they are derived from the seed and these numbers. */
export interface RunPosition {
  /** The stage that is under way, or that was finished last. */
  readonly stage: string;
  /** Steps of that stage that are done. */
  readonly step: number;
  /** Steps of all stages that are done. */
  readonly globalStep: number;
  /** KL coefficients that the stage has adapted so far; absent where all are fixed. */
  readonly klCoefficients?: AdaptedCoefficients;
  /** Wall-clock seconds that the run has taken so far. */
  readonly seconds: number;
  /** Evaluations that are done. */
  readonly evaluations: readonly string[];
  /** Bytes of the run's logs: what lies behind them was written after this checkpoint. */
  readonly logs: LogLengths;
}

/** How a file of a checkpoint is known to be whole. */
export interface FileFingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

/** `state.json`, the last file of a checkpoint to be written. */
export interface CheckpointState extends RunPosition {
  /** By file name. */
  readonly files: Readonly<Record<string, FileFingerprint>>;
}

/** Reads `state.json`. Throws when the text is no JSON or lacks a field. */
export function parseCheckpointState(text: string): CheckpointState {
  const state: unknown = JSON.parse(text);
  if (!isRecord(state)) throw new Error('state.json is not an object');
  for (const field of FIELDS) {
    if (!(field in state)) throw new Error(`state.json lacks "${field}"`);
  }
  // Only `saveCheckpoint` writes this file, as a whole: with its fields there, it is what was written.
  return state as unknown as CheckpointState;
}

const FIELDS = [
  'stage',
  'step',
  'globalStep',
  'seconds',
  'evaluations',
  'logs',
  'files',
] satisfies readonly (keyof CheckpointState)[];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
