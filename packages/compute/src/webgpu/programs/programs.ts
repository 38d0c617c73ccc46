import type { KernelFunction } from '../../kernels/kernel-module.ts';
import type { GpuProgram } from '../gpu-program.ts';
import { adam } from './adam.ts';

/** The kernels that there are programs of: where there is none, TensorFlow.js composes it of its own. */
export const programs: Readonly<Partial<Record<KernelFunction, GpuProgram>>> = { adam };
