import { SILENT_OBSERVER, type RunFolder, type RunObserver, type RunStatus } from '@waltz/core';

/** Keeps `status.json` of a run up to date: its state, and the stage and step that it is in. */
export class StatusKeeper {
  readonly #folder: RunFolder;
  #position: Pick<RunStatus, 'stage' | 'step'> = { stage: null, step: 0 };
  #written: Promise<void> = Promise.resolve();

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  /** Watches where the run is. The file is written when a stage starts; every step would be too much. */
  readonly observer: RunObserver = {
    ...SILENT_OBSERVER,
    stageStarted: ({ stage, step }) => {
      this.#position = { stage, step };
      this.#written = this.#written.then(() => this.#write('running'));
      // `end` tells of a failure; until then it is nobody's to handle.
      this.#written.catch(() => {});
    },
    stepFinished: ({ stage, step }) => {
      this.#position = { stage, step };
    },
  };

  async start(): Promise<void> {
    await this.#write('running');
  }

  /** Throws a `FileFailure` when the status could not be written, now or before. */
  async end(state: RunStatus['state'], error?: string): Promise<void> {
    await this.#written;
    await this.#write(state, error);
  }

  async #write(state: RunStatus['state'], error?: string): Promise<void> {
    await this.#folder.writeStatus({
      state,
      ...this.#position,
      ...(error !== undefined && { error }),
    });
  }
}
