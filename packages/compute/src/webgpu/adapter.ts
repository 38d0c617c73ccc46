import { memorySize } from '@waltz/core';
import { cardMemory } from '../tensorflow/nvidia-cards.ts';
import { openDawn } from './dawn.ts';

let found: GPUAdapter | null = null;

/** The fastest adapter of this machine. Throws when there is none, with what to do about it. */
export async function findAdapter(): Promise<GPUAdapter> {
  const { gpu } = await openDawn();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error(`Dawn finds no adapter: ${REMEDY}`);
  found = adapter;
  return adapter;
}

const REMEDY =
  process.platform === 'linux'
    ? 'install the Vulkan driver of your GPU and libvulkan1, or try it in software, slowly, with: ' +
      'eval "$(bash .ci/software-vulkan)"'
    : 'install the newest driver of your GPU';

/** What a GPU is called, as far as it says. */
export function nameOfAdapter({ device, architecture, vendor }: GPUAdapterInfo): string {
  return [device, architecture, vendor].find((part) => part !== '') ?? 'unnamed adapter';
}

/** Bytes of the memory of the adapter that was found; null before, and where nothing tells. */
export function adapterMemory(): number | null {
  return found === null ? null : memoryOf(found.info, () => cardMemory().total);
}

/** WebGPU does not tell of memory; the driver of NVIDIA, where it is asked by `ofCard`, tells of its first card. */
export function memoryOf(
  { vendor, isFallbackAdapter }: Pick<GPUAdapterInfo, 'vendor' | 'isFallbackAdapter'>,
  ofCard: () => number | null,
): number | null {
  return vendor === 'nvidia' && !isFallbackAdapter ? ofCard() : null;
}

/** Bytes that a tensor may have on the adapter that was found; null before. */
export function largestTensor(): number | null {
  return found === null ? null : largestBuffer(found.limits);
}

/** Name, driver and limits of an adapter, in a sentence. */
export function describeAdapter({ info, limits }: GPUAdapter): string {
  const kind = info.isFallbackAdapter ? 'in software: for tests, not for work' : 'a real GPU';
  const groups = limits.maxComputeWorkgroupsPerDimension;
  return (
    `${nameOfAdapter(info)} (${info.description}), ${kind}; ` +
    `tensors up to ${memorySize(largestBuffer(limits))}, ${groups} workgroups a dimension`
  );
}

/** Bytes of the largest buffer that a program can be given. */
export function largestBuffer(limits: GPUSupportedLimits): number {
  return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
}
