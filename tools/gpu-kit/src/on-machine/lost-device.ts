import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder } from './baseline-run.ts';
import { backendOf, brokenRun, runOnFailing } from './broken-run.ts';
import type { Circumstances, Finding } from './finding.ts';
import { goOn } from './go-on.ts';
import { hasBegun } from './has-begun.ts';
import { runLimited, type Outcome } from './run-limited.ts';

/** Little, for what there is to see is over with the first steps. */
const EXTENT = { steps: 6, evaluationPrompts: 16 };

/**
 * A run loses its device on the way: it says so and how to go on, and that ends well. WebGPU lets a program destroy its
 * own device and leaves the card alone; nothing of the kind is there for `cuda`.
 */
export async function lostDevice(circumstances: Circumstances, limit: number): Promise<Finding> {
  const folder = runFolder('lost-device');
  const broken = circumstances.rehearses
    ? await runOnFailing('lost', folder, limit / 2)
    : await runOnLosing(folder, limit / 2);
  const expected = /failed, and nothing that it computed since is used/;
  return goOn(broken, expected, circumstances, 'lost-device.log', limit / 2);
}

/** Has the device destroyed once the first steps are done. */
async function runOnLosing(folder: string, limit: number): Promise<Outcome> {
  const backend = backendOf('tools/gpu-kit/src/on-machine/losing-device.ts', 'losing');
  const sign = join(folder, 'lose-the-device');
  const ended = new AbortController();
  const losing = hasBegun(folder, 'waltz-baseline', ended.signal).then(async () =>
    ended.signal.aborted ? undefined : writeFile(sign, ''),
  );
  try {
    return await runLimited(limit, brokenRun(folder, backend, EXTENT), {
      environment: { WALTZ_KIT_LOSE_WHEN: sign },
    });
  } finally {
    ended.abort();
    await losing;
  }
}
