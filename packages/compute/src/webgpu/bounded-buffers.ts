import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { memorySize, OutOfDeviceMemory } from '@waltz/core';
import { largestBuffer } from './adapter.ts';

type BufferManager = WebGPUBackend['bufferManager'];

const MEBIBYTE = 2 ** 20;

/** GPUBufferUsage.STORAGE of the WebGPU specification. */
const STORAGE = 0x80;

/** Sizes of buffers between a number and its double; so a buffer is at most a quarter larger than it has to be. */
const SIZES_OF_A_DOUBLING = 4;
const LEAST_BYTES = 256;

/** Free buffers are kept for the next step; beyond this, shapes that never come again hold them. */
const SPARE_SHARE = 0.5;
const SPARE_BYTES = 64 * MEBIBYTE;

/**
 * Keeps the buffers of TensorFlow.js within the limits of a device, and within a share of what was ever in use at once:
 * it keeps every freed buffer for the next of exactly its size, so that ever other sequence lengths would fill the GPU.
 * Those sizes are made few: to make a buffer takes several times as long as a dispatch, and no two steps have the same lengths.
 * Of the free ones the first that was made is taken, so that steps of the same sizes have the same buffers
 * (kept-bindings.ts).
 */
export function boundBuffers(
  manager: BufferManager,
  limits: GPUSupportedLimits,
  device: string,
): void {
  const acquire = manager.acquireBuffer.bind(manager);
  const release = manager.releaseBuffer.bind(manager);
  const made = new WeakMap<GPUBuffer, number>();
  let [mostUsed, count] = [0, 0];
  manager.acquireBuffer = (size, usage, ...others) => {
    assertAllowed(size, usage, limits, device);
    const buffer = acquire(sizeOfBuffer(size, usage, limits), usage, ...others);
    mostUsed = Math.max(mostUsed, manager.numBytesUsed);
    if (!made.has(buffer)) made.set(buffer, ++count);
    return buffer;
  };
  manager.releaseBuffer = (buffer, reuse) => {
    release(buffer, reuse);
    const free = freeBuffersOf(manager).get(`${buffer.size}_${buffer.usage}`);
    if (reuse !== false && free) lastInOrder(free, (one) => made.get(one) ?? 0);
    const spare = manager.numBytesAllocated - mostUsed;
    if (spare > SPARE_SHARE * mostUsed + SPARE_BYTES) destroyFree(manager);
  };
}

function assertAllowed(
  size: number,
  usage: number,
  limits: GPUSupportedLimits,
  device: string,
): void {
  const names = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;
  for (const name of names.slice(0, (usage & STORAGE) === 0 ? 1 : 2)) {
    if (size <= limits[name]) continue;
    const most = `no tensor may be larger than ${memorySize(limits[name])} here: ${name}`;
    throw new OutOfDeviceMemory(device, { asked: size, free: null, total: null }, most);
  }
}

/** For a tensor of `size` bytes; whole numbers of four bytes, as WebGPU wants them. What is no tensor has few sizes. */
function sizeOfBuffer(size: number, usage: number, limits: GPUSupportedLimits): number {
  if ((usage & STORAGE) === 0) return size;
  let step = LEAST_BYTES / SIZES_OF_A_DOUBLING;
  while (size > 2 * SIZES_OF_A_DOUBLING * step) step *= 2;
  const rounded = Math.max(LEAST_BYTES, Math.ceil(size / step) * step);
  return rounded <= largestBuffer(limits) ? rounded : size;
}

/** By size and usage; the last of a list is taken first. Private, so that its type is not told. */
function freeBuffersOf(manager: BufferManager): ReadonlyMap<string, GPUBuffer[]> {
  return manager['freeBuffers'] as ReadonlyMap<string, GPUBuffer[]>;
}

/** Moves the last of buffers, which are in the order of falling numbers but for that one, to its place. */
function lastInOrder(buffers: GPUBuffer[], numberOf: (buffer: GPUBuffer) => number): void {
  const last = buffers.pop();
  if (last === undefined) return;
  const place = buffers.findLastIndex((one) => numberOf(one) > numberOf(last)) + 1;
  buffers.splice(place, 0, last);
}

function destroyFree(manager: BufferManager): void {
  for (const buffers of freeBuffersOf(manager).values()) {
    for (const buffer of buffers) {
      manager.numBytesAllocated -= buffer.size;
      manager['numFreeBuffers'] -= 1;
      buffer.destroy();
    }
    buffers.length = 0;
  }
}
