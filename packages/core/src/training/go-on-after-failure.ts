import { messageOf } from '../run/message-of.ts';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import { LostDevice, OutOfDeviceMemory, type DeviceFailure } from '../contracts/device-failure.ts';
import { resumeCommand } from '../run/resume-command.ts';

/** Options of an engine that decide how much memory a run needs, and otherwise how its numbers round at most. */
export const MEMORY_SETTINGS: readonly string[] = [
  'engine.microBatchTokens',
  'engine.sampleBatch',
  'engine.gradientCheckpointing',
];

/** A step that is done. */
export interface StepDone {
  readonly stage: string;
  readonly step: number;
  /** Steps of all stages that are done. */
  readonly globalStep: number;
}

/** Where a run stands after a device has failed it. */
export interface FailedRun {
  readonly folder: string;
  readonly engine: ExperimentConfig['engine'];
  readonly done: StepDone;
  /** The newest checkpoint; null when there is none. */
  readonly saved: StepDone | null;
  /** Why `done` could not be saved; null when it is. */
  readonly unsavedBecause: string | null;
}

/** A failure of a device as an error that says what of the run is saved, and the command that goes on with it. */
export function goOnAfter(failure: DeviceFailure, run: FailedRun): Error {
  const { message } = failure;
  return new Error(
    `${message.replace(/\.$/u, '')}. ${whatIsSaved(run)}${commandOf(failure, run)}`,
    { cause: failure },
  );
}

/** Why a run cannot save its weights after an error that was thrown as it tried to. */
export function whyUnsaved(error: unknown): string {
  if (error instanceof OutOfDeviceMemory || error instanceof LostDevice) {
    return 'its weights can no longer be read from the device';
  }
  return messageOf(error);
}

function whatIsSaved({ done, saved, unsavedBecause }: FailedRun): string {
  if (unsavedBecause === null) {
    return saved === null || saved.globalStep === 0
      ? 'There was nothing to save yet; start again with: '
      : `Everything up to ${named(saved)} is saved; go on with: `;
  }
  const lost = `${named(done)} is done and not saved (${unsavedBecause})`;
  return saved === null || saved.globalStep === 0
    ? `${lost}, and nothing before it; start again with: `
    : `${lost}; go on after ${named(saved)}, the newest checkpoint, with: `;
}

function named({ stage, step }: StepDone): string {
  return `step ${step} of ${stage}`;
}

/** Where memory was short, with half of each number that decides how much is needed. */
function commandOf(failure: DeviceFailure, { folder, engine }: FailedRun): string {
  const resume = resumeCommand(folder);
  if (failure instanceof LostDevice) return resume;
  const halved = MEMORY_SETTINGS.flatMap((setting) => {
    const value = engine[setting.replace(/^engine\./u, '')];
    return typeof value === 'number' && value > 1 ? [` ${setting}=${Math.floor(value / 2)}`] : [];
  });
  return resume + halved.join('');
}
