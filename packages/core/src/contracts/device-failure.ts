import { memorySize } from '../run/bytes-in-words.ts';

/** Memory of a device in bytes; null where the device does not tell. */
export interface DeviceMemory {
  /** What was asked for, in one piece. */
  readonly asked: number | null;
  readonly free: number | null;
  readonly total: number | null;
}

/**
 * A device has not the memory that a computation needs. Weights are as they were unless an optimiser step was under way:
 * a backend throws this only if what was computed before can still be read, or fails those reads too.
 *
 *     throw new OutOfDeviceMemory('NVIDIA H100', { asked, free, total }, 'cuMemAlloc failed', { cause });
 *
 * A run that meets one saves what it can, and says how to go on with less.
 */
export class OutOfDeviceMemory extends Error {
  override readonly name = 'OutOfDeviceMemory';
  readonly memory: DeviceMemory;

  /** `device` is its name as users know it; `detail` is what the device said, or which limit was met. */
  constructor(device: string, memory: DeviceMemory, detail = '', options: ErrorOptions = {}) {
    const said = detail === '' ? '' : ` (${detail.trim()})`;
    super(
      `${device} is out of memory: ${describeMemory(memory)}${said}. ${WHAT_NEEDS_LESS}`,
      options,
    );
    this.memory = memory;
  }
}

/**
 * A device, or its driver, is gone or has failed a command, and what lies in its memory is not to be trusted: a backend throws
 * this for every read from then on.
 *
 *     throw new LostDevice('NVIDIA H100', 'CUDA_ERROR_ILLEGAL_ADDRESS', { cause });
 */
export class LostDevice extends Error {
  override readonly name = 'LostDevice';

  /** `device` is its name as users know it; `reason` is what the driver said. */
  constructor(device: string, reason: string, options: ErrorOptions = {}) {
    super(
      `${device} failed, and nothing that it computed since is used: ${reason.trim()}. ` +
        'The log of the system may say why (on Linux: dmesg)',
      options,
    );
  }
}

export type DeviceFailure = OutOfDeviceMemory | LostDevice;

/** The failure of a device that `error` is, or that lies among its causes; null when there is none. */
export function deviceFailureIn(error: unknown): DeviceFailure | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof OutOfDeviceMemory || at instanceof LostDevice) return at;
  }
  return null;
}

const WHAT_NEEDS_LESS =
  'Training needs less with a smaller engine.microBatchTokens or with engine.gradientCheckpointing=true, ' +
  'sampling with a smaller engine.sampleBatch, both with a smaller model, or where nothing else uses the device';

function describeMemory({ asked, free, total }: DeviceMemory): string {
  const wanted =
    asked === null ? 'more was asked for than there is' : `${memorySize(asked)} was asked for`;
  if (free === null) return total === null ? wanted : `${wanted} of ${memorySize(total)}`;
  const of = total === null ? '' : ` of ${memorySize(total)}`;
  return `${wanted}, and ${memorySize(free)}${of} is free`;
}
