import { LostDevice, OutOfDeviceMemory } from '@waltz/core';

/** An error of the addon (cuda/host/binding.h). */
interface AddonError extends Error {
  readonly code: 'OUT_OF_DEVICE_MEMORY' | 'DEVICE_LOST' | 'DEVICE_FAILED' | 'NO_DEVICE';
  /** Bytes, 0 where they are not known. */
  readonly asked: number;
  readonly free: number;
  readonly total: number;
}

/** Runs work on the card; what the card fails of is thrown as core knows it. */
export function onCard<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw deviceFailure(error);
  }
}

function deviceFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, message, asked, free, total } = error as Partial<AddonError>;
  if (code === 'OUT_OF_DEVICE_MEMORY') {
    const memory = {
      asked: asked || null,
      free: total ? (free ?? null) : null,
      total: total || null,
    };
    return new OutOfDeviceMemory('the card', memory, message, { cause: error });
  }
  return code === 'DEVICE_LOST'
    ? new LostDevice('the card', message ?? '', { cause: error })
    : error;
}
