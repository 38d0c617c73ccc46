import { memorySize } from '@waltz/core';
import { openDawn } from './dawn.ts';

/** The fastest adapter of this machine. Throws when there is none, with what to do about it. */
export async function findAdapter(): Promise<GPUAdapter> {
  const { gpu } = await openDawn();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error(`Dawn finds no adapter: ${REMEDY}`);
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

/** Name, driver and limits of an adapter, in a sentence. */
export function describeAdapter({ info, limits }: GPUAdapter): string {
  const kind = info.isFallbackAdapter ? 'in software: for tests, not for work' : 'a real GPU';
  const buffer = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const groups = limits.maxComputeWorkgroupsPerDimension;
  return (
    `${nameOfAdapter(info)} (${info.description}), ${kind}; ` +
    `tensors up to ${memorySize(buffer)}, ${groups} workgroups a dimension`
  );
}
