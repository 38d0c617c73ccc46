import { createRequire } from 'node:module';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import type { TensorFlowBuild } from './builds.ts';
import { withDeviceFailures, type Bindings, type MemoryNow } from './card-failures.ts';
import { findPackage, type TensorFlowPackage } from './find-package.ts';
import { setLibraryEnvironment } from './library-environment.ts';
import { cardMemory } from './nvidia-cards.ts';

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
  const found = findPackage(build);
  bringBackIsNullOrUndefined();
  const bindings = loadBindings(found);
  const require = createRequire(join(found.folder, 'package.json'));
  require('./dist/register_all_kernels');
  // The package's own entry would load all of TensorFlow.js beside what is here, and make itself the backend.
  const { NodeJSKernelBackend } = require('./dist/nodejs_kernel_backend') as {
    readonly NodeJSKernelBackend: new (bindings: Bindings, name: string) => KernelBackend;
  };
  const backend = new NodeJSKernelBackend(
    withDeviceFailures(bindings, ...deviceOf(build)),
    build.npmPackage,
  );
  tf.registerBackend(TENSORFLOW, () => backend);
  registered = build;
}

/** Loads the addon of a package and libtensorflow with it, which reads its variables then. */
export function loadBindings({ folder, addon }: TensorFlowPackage): Bindings {
  setLibraryEnvironment();
  return createRequire(join(folder, 'package.json'))(addon) as Bindings;
}

/** What a build computes on, in words, and how much memory that has. */
function deviceOf({ backend }: TensorFlowBuild): readonly [string, MemoryNow] {
  return backend === 'tensorflow-gpu'
    ? ['the card of NVIDIA', cardMemory]
    : ['this machine', () => ({ free: freemem(), total: totalmem() })];
}

/** The package calls a function of `util` that Node.js dropped in version 23. */
function bringBackIsNullOrUndefined(): void {
  const util = createRequire(import.meta.url)('node:util') as {
    isNullOrUndefined?: (value: unknown) => boolean;
  };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
