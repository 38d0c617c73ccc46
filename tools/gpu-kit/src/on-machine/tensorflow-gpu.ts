import { tensorflowGpuBackend } from '../../../../packages/compute/src/backends/backends.ts';
import { baselineTable, failureOf, runBaseline } from './baseline-run.ts';
import { rehearsalLimits, type Circumstances, type Finding } from './finding.ts';

/** `waltz-baseline` on `tensorflow-gpu`, whose libraries do not travel: skipped, with the reason, where they are not there. */
export async function tensorflowGpu(circumstances: Circumstances, limit: number): Promise<Finding> {
  const { available, reason } = await tensorflowGpuBackend.probe();
  if (!available) {
    return { failure: null, summary: `Skipped: ${reason}.`, figures: { skipped: reason } };
  }
  const overrides = ['compute.backend=tensorflow-gpu', ...rehearsalLimits(circumstances)];
  const run = await runBaseline('tensorflow-gpu', circumstances.out, overrides, limit);
  return { failure: failureOf([run]), summary: baselineTable([run]), figures: { run } };
}
