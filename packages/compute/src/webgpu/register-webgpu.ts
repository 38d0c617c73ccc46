import * as tf from '@tensorflow/tfjs-core';

import { findAdapter } from './adapter.ts';
import { provideBrowserGlobals } from './browser-globals.ts';
import { openDawn } from './dawn.ts';
import { installExactMatMul } from './exact-mat-mul.ts';
import { installPrograms } from './install-programs.ts';
import type { WatchedBackend } from './watched-backend.ts';
import { WebGpuKernelModule } from './webgpu-kernel-module.ts';

/** What a device allows unless more is asked for is the least that any GPU has. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
] as const;

let registered = false;

/** Registers the backend `webgpu` with TensorFlow.js. Throws why it is not there when it is not. */
export async function registerWebGpu(): Promise<void> {
  if (registered) return;
  const backend = await openWebGpu();
  // What TensorFlow.js may have registered takes any device, and watches over none.
  if ('webgpu' in tf.engine().registryFactory) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  // Otherwise small tensors are computed by plain JavaScript, which rounds differently.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  installExactMatMul(backend.isSoftware);
  installPrograms(new WebGpuKernelModule(backend));
  registered = true;
}

/** A backend with a device of its own, with all that its adapter allows. Throws why there is none. */
export async function openWebGpu(): Promise<WatchedBackend> {
  const { gpu, globals } = await openDawn();
  const adapter = await findAdapter();
  provideBrowserGlobals(gpu, globals);
  // Only now: it looks for WebGPU as it is loaded.
  const { WatchedBackend } = await import('./watched-backend.ts');
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  return new WatchedBackend(await adapter.requestDevice({ requiredLimits }), adapter.info);
}
