import { runLimited, type Outcome } from './run-limited.ts';

/** The read at which the backend of our tests fails: one after the first steps of a short run. */
const FAILING_READ = 1500;

/** How much of it there is, if nothing fails: `steps` of each stage, and prompts of each evaluation. */
interface Extent {
  readonly steps: number;
  readonly evaluationPrompts: number;
}

/** A run that is to fail on its way. */
export function brokenRun(
  folder: string,
  overrides: readonly string[],
  extent: Extent,
): readonly string[] {
  const words = ['packages/cli/bin/waltz.mjs', 'run', 'waltz-baseline', `run.folder=${folder}`];
  const limits = Object.entries(extent).map(([name, limit]) => `limits.${name}=${limit}`);
  return [...words, ...overrides, ...limits];
}

/** Has the run use a backend of a plugin, whose file is named from the root of the checkout. */
export function backendOf(file: string, name: string): readonly string[] {
  return [`compute.backend=${name}`, `plugins=["@waltz/safety-world", "../${file}"]`];
}

/** The run on a backend of our tests, which fails as a device does: for a rehearsal without one. */
export function runOnFailing(
  failure: 'memory' | 'lost',
  folder: string,
  limit: number,
): Promise<Outcome> {
  const backend = backendOf('packages/compute/src/testing/failing-device.ts', 'failing');
  const extent = { steps: 12, evaluationPrompts: 256 };
  return runLimited(limit, brokenRun(folder, backend, extent), {
    environment: {
      WALTZ_TEST_FAILURE: failure,
      WALTZ_TEST_FAILING_READ: String(FAILING_READ),
    },
  });
}
