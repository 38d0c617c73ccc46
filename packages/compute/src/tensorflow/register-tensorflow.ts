import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import type { TensorFlowBuild } from './builds.ts';
import { findPackage } from './find-package.ts';
import { setLibraryEnvironment } from './library-environment.ts';

/** The name that the kernels of both builds are registered under. */
export const TENSORFLOW = 'tensorflow';

let registered: TensorFlowBuild | null = null;

/**
 * Loads a build of TensorFlow and registers it with TensorFlow.js as `tensorflow`. Throws when it is not there, and when
 * this process has loaded the other build: two libraries of the same name do not get on in one process.
 */
export function registerTensorFlow(build: TensorFlowBuild): void {
  if (registered === build) return;
  if (registered !== null) {
    throw new Error(
      `this process has loaded ${registered.backend}; ${build.backend} needs a process of its own`,
    );
  }
  const { folder, addon } = findPackage(build);
  setLibraryEnvironment();
  bringBackIsNullOrUndefined();
  const require = createRequire(join(folder, 'package.json'));
  const bindings: unknown = require(addon);
  require('./dist/register_all_kernels');
  // The package's own entry would load all of TensorFlow.js beside what is here, and make itself the backend.
  const { NodeJSKernelBackend } = require('./dist/nodejs_kernel_backend') as {
    readonly NodeJSKernelBackend: new (bindings: unknown, name: string) => KernelBackend;
  };
  const backend = new NodeJSKernelBackend(bindings, build.npmPackage);
  tf.registerBackend(TENSORFLOW, () => backend);
  registered = build;
}

/** The package calls a function of `util` that Node.js dropped in version 23. */
function bringBackIsNullOrUndefined(): void {
  const util = createRequire(import.meta.url)('node:util') as {
    isNullOrUndefined?: (value: unknown) => boolean;
  };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
