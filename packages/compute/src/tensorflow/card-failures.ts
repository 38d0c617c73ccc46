import { LostDevice, OutOfDeviceMemory } from '@waltz/core';

/** Bytes of a number, by the name that TensorFlow has for its type. */
const BYTES: Readonly<Record<string, number>> = { bool: 1, half: 2, int64: 8, double: 8 };

const OUT_OF_MEMORY =
  /OOM when allocating|Invalid TF_Status: 8\b|RESOURCE_EXHAUSTED|OUT_OF_MEMORY/u;

/** What CUDA says once a context is of no more use (CUDA driver API, CUresult). */
const LOST =
  /CUDA_ERROR_(?:ILLEGAL_ADDRESS|LAUNCH_FAILED|LAUNCH_TIMEOUT|ECC_UNCORRECTABLE|HARDWARE_STACK_ERROR|ASSERT|CONTEXT_IS_DESTROYED|DEINITIALIZED|UNKNOWN)|failed to synchronize|device is lost/iu;

/** Bytes that are free, and that there are. */
export type MemoryNow = () => { readonly free: number | null; readonly total: number | null };

/** An error of TensorFlow as core's error for the failure of a device that it tells of; any other as it is. */
export function asDeviceFailure(error: unknown, device: string, memory: MemoryNow): unknown {
  if (!(error instanceof Error)) return error;
  const [said = ''] = /^(?:Message: )?.*(?:OOM|CUDA_ERROR|failed to|EXHAUSTED|lost).*$/mu.exec(
    error.message,
  ) ?? [error.message];
  const detail = said.replace(/^Message: /u, '');
  if (OUT_OF_MEMORY.test(error.message)) {
    const asked = bytesAsked(error.message);
    return new OutOfDeviceMemory(device, { asked, ...memory() }, detail, { cause: error });
  }
  return LOST.test(error.message) ? new LostDevice(device, detail, { cause: error }) : error;
}

/** What of TensorFlow's addon computes, or moves tensors. */
const COMPUTING = ['createTensor', 'executeOp', 'tensorDataSync'] as const;

export type Bindings = Readonly<Record<(typeof COMPUTING)[number], (...given: never[]) => unknown>>;

/** `bindings` whose computing functions throw what `asDeviceFailure` makes of their errors. */
export function withDeviceFailures(
  bindings: Bindings,
  device: string,
  memory: MemoryNow,
): Bindings {
  const told = COMPUTING.map((name) => [
    name,
    (...given: never[]): unknown => {
      try {
        return bindings[name](...given);
      } catch (error) {
        throw asDeviceFailure(error, device, memory);
      }
    },
  ]);
  // What else it has, its constants too, stays where it is.
  return Object.setPrototypeOf(Object.fromEntries(told), bindings) as Bindings;
}

function bytesAsked(message: string): number | null {
  const [, shape, type = ''] = /shape\[([\d,]*)\] and type (\w+)/u.exec(message) ?? [];
  if (shape === undefined) return null;
  const size = shape.split(',').reduce((product, axis) => product * Number(axis || 1), 1);
  return size * (BYTES[type] ?? 4);
}
