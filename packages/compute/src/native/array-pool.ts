/** Bytes of free memory that are kept at most; the rest is for the garbage collector. */
const MOST_FREE = 512 * 2 ** 20;

/** Numbers of the smallest array. */
const SMALLEST = 16;

/**
 * Memory for tensors, used again as soon as a tensor is disposed of: the garbage collector would let it pile up, and
 * fresh pages cost as much as a kernel.
 */
export class ArrayPool {
  readonly #free = new Map<number, ArrayBuffer[]>();
  readonly #taken = new Set<ArrayBufferLike>();
  #freeBytes = 0;

  /** An array with undefined content. */
  take(length: number): Float32Array {
    const bytes = 4 * capacityFor(length);
    const known = this.#free.get(bytes)?.pop();
    if (known !== undefined) this.#freeBytes -= bytes;
    const buffer = known ?? new ArrayBuffer(bytes);
    this.#taken.add(buffer);
    return new Float32Array(buffer, 0, length);
  }

  /** Whether `array` lies in memory of this pool that is taken. */
  owns(array: ArrayBufferView): boolean {
    return this.#taken.has(array.buffer);
  }

  /** Takes an array back; does nothing when it is not of this pool. */
  giveBack({ buffer }: Float32Array): void {
    if (!this.#taken.delete(buffer) || !(buffer instanceof ArrayBuffer)) return;
    if (this.#freeBytes + buffer.byteLength > MOST_FREE) return;
    this.#freeBytes += buffer.byteLength;
    const others = this.#free.get(buffer.byteLength);
    if (others === undefined) this.#free.set(buffer.byteLength, [buffer]);
    else others.push(buffer);
  }
}

/** `length` rounded up to one of four sizes between powers of two, so that lengths that are close share memory. */
function capacityFor(length: number): number {
  if (length <= SMALLEST) return SMALLEST;
  const step = 2 ** (Math.floor(Math.log2(length)) - 2);
  return Math.ceil(length / step) * step;
}
