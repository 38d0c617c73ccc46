import { setImmediate } from 'node:timers/promises';
import { messageOf, LostDevice, OutOfDeviceMemory, type DeviceFailure } from '@waltz/core';

const SCOPES = ['validation', 'out-of-memory', 'internal'] as const;

/**
 * What goes wrong on a GPU is told late and elsewhere, and the numbers that come back look like any others. This
 * remembers the first failure of a device; every confirmation from then on throws it.
 */
export class DeviceWatch {
  readonly #device: GPUDevice;
  readonly #name: string;
  #failure: DeviceFailure | null = null;

  /** `name` is what the device is called in messages. */
  constructor(device: GPUDevice, name: string) {
    this.#device = device;
    this.#name = name;
    void device.lost.then(({ reason, message }) => {
      this.#remember('lost', `${message} (${reason})`);
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
  async explain(error: unknown): Promise<DeviceFailure> {
    // The reader may be told before the one who waits for the loss is.
    await setImmediate();
    return this.#remember('read', messageOf(error));
  }

  #listen(): void {
    for (const scope of SCOPES) this.#device.pushErrorScope(scope);
  }

  /** The first failure: this one, unless there was one before. */
  #remember(kind: string, message: string): DeviceFailure {
    return (this.#failure ??=
      kind === 'out-of-memory'
        ? new OutOfDeviceMemory(this.#name, { asked: null, free: null, total: null }, message)
        : new LostDevice(this.#name, message));
  }
}
