import { baselineTable, failureOf, runBaseline } from './baseline-run.ts';
import { rehearsalLimits, type Circumstances, type Finding } from './finding.ts';

/** `waltz run waltz-baseline` through Dawn and Vulkan. Its speed at 135M is a part of its own. */
export async function webgpu(circumstances: Circumstances, limit: number): Promise<Finding> {
  // Where no Vulkan is, the rehearsal has nothing to try but the part itself.
  const backend = circumstances.rehearses ? 'wasm' : 'webgpu';
  const overrides = [`compute.backend=${backend}`, ...rehearsalLimits(circumstances)];
  const run = await runBaseline('webgpu', circumstances.out, overrides, limit);
  return { failure: failureOf([run]), summary: baselineTable([run]), figures: { run } };
}
