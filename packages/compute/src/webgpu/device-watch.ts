import { setImmediate } from 'node:timers/promises';

const SCOPES = ['validation', 'out-of-memory', 'internal'] as const;

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  'out-of-memory':
    'The GPU has no memory left: lower engine.microBatchTokens or engine.sampleBatch, or end what else uses it. ',
  lost: 'The GPU or its driver went away: look into the log of the system. ',
};

/**
 * Whatever goes wrong on a GPU is told late and elsewhere, and the numbers that come back look like any others. This
 * remembers the first failure of a device; every confirmation from then on throws it.
 */
export class DeviceWatch {
  readonly #device: GPUDevice;
  #failure: Error | null = null;

  constructor(device: GPUDevice) {
    this.#device = device;
    void device.lost.then(({ reason, message }) => {
      this.#remember('lost', `the device was lost (${reason}): ${message}`);
    });
    this.#listen();
  }

  /** Resolves once it is sure that everything up to now went well. Throws the first failure. */
  async confirm(): Promise<void> {
    const told = SCOPES.map(async () => this.#device.popErrorScope()).reverse();
    this.#listen();
    const errors = await Promise.all(told);
    SCOPES.forEach((scope, index) => {
      const error = errors[index];
      if (error) this.#remember(scope, error.message);
    });
    if (this.#failure !== null) throw this.#failure;
  }

  /** What stands behind an error that reading from the device gave. */
  async explain(error: unknown): Promise<Error> {
    // The reader may be told before the one who waits for the loss is.
    await setImmediate();
    if (this.#failure === null) {
      this.#remember('read', error instanceof Error ? error.message : String(error));
    }
    return this.#failure ?? new Error(String(error));
  }

  #listen(): void {
    for (const scope of SCOPES) this.#device.pushErrorScope(scope);
  }

  #remember(kind: string, message: string): void {
    const advice = WHAT_TO_DO[kind] ?? '';
    this.#failure ??= new Error(
      `the GPU failed, and nothing that it computed since is used: ${message.trim()}. ${advice}` +
        'What was saved before is whole: go on with "npx waltz resume", or on another compute.backend',
    );
  }
}
