import { baseline } from './baseline.ts';
import { benchmark } from './benchmark.ts';
import { conformance } from './conformance.ts';
import { doctor } from './doctor.ts';
import type { MachinePart } from './finding.ts';

/** In this order: what tells most in least time first. */
export const MACHINE_PARTS: readonly MachinePart[] = [
  { name: 'doctor', run: doctor },
  { name: 'conformance', run: conformance },
  { name: 'benchmark', run: benchmark },
  { name: 'baseline', run: baseline },
];
