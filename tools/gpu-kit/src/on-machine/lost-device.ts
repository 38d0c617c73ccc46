import { runFolder } from './baseline-run.ts';
import { backendOf, brokenRun, FAILING_READ, runOnFailing } from './broken-run.ts';
import type { Circumstances, Finding } from './finding.ts';
import { goOn } from './go-on.ts';
import { runLimited } from './run-limited.ts';

/**
 * A run loses its device on the way: it says so and how to go on, and that ends well. WebGPU lets a program destroy its
 * own device and leaves the card alone; nothing of the kind is there for `cuda`.
 */
export async function lostDevice(circumstances: Circumstances, limit: number): Promise<Finding> {
  const folder = runFolder('lost device');
  const losing = backendOf('tools/gpu-kit/src/on-machine/losing-device.ts', 'losing');
  const broken = circumstances.rehearses
    ? await runOnFailing('lost', folder, limit / 2)
    : await runLimited(limit / 2, brokenRun(folder, losing), {
        environment: { WALTZ_KIT_LOSING_READ: String(FAILING_READ) },
      });
  const expected = /failed, and nothing that it computed since is used/;
  return goOn(broken, expected, circumstances, 'lost-device.log', limit / 2);
}
