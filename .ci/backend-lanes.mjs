/**
 * Says of every backend, of the browser and of the real model, whether its tests ran, or why they were skipped: `node
 * .ci/backend-lanes.mjs RESULTS.json`. Reads the names that `describeOn` (packages/compute/src/testing/describe-on.ts),
 * `describeInBrowser` (packages/report/src/testing/browser.ts) and smollm2-parity.test.ts (packages/models) give.
 */
import { readFileSync } from 'node:fs';

const LANE = / on ([a-z0-9-]+)(?: \((.+)\))?$/s;

const lanes = new Map();
const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const { ancestorTitles, status } of testResults.flatMap((file) => file.assertionResults)) {
  const [, backend, why] = LANE.exec(ancestorTitles[0] ?? '') ?? [];
  if (backend === undefined) continue;
  const lane = lanes.get(backend) ?? { passed: 0, failed: 0, skipped: 0, why };
  lane[status in lane ? status : 'skipped'] += 1;
  lanes.set(backend, lane);
}
for (const [backend, { passed, failed, skipped, why }] of [...lanes].sort()) {
  const outcome =
    why === undefined
      ? `ran: ${passed} passed, ${failed} failed, ${skipped} skipped`
      : `skipped (${skipped} tests): ${why}`;
  console.log(`lane ${backend}: ${outcome}`);
}
