import * as tf from '@tensorflow/tfjs-core';
import { findAdapter } from './adapter.ts';
import { provideBrowserGlobals } from './browser-globals.ts';
import { openDawn } from './dawn.ts';

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
  const { gpu, globals } = await openDawn();
  const adapter = await findAdapter();
  provideBrowserGlobals(gpu, globals);
  // Only now: it looks for WebGPU as it is loaded.
  const { WatchedBackend } = await import('./watched-backend.ts');
  // What it registered takes any device, and watches over none.
  if ('webgpu' in tf.engine().registryFactory) tf.removeBackend('webgpu');
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  const backend = new WatchedBackend(device, adapter.info);
  tf.registerBackend('webgpu', () => backend);
  // Otherwise small tensors are computed by plain JavaScript, which rounds differently.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  registered = true;
}
