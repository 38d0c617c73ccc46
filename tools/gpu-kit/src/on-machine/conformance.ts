import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EMULATED_CUDA } from '../../../../packages/compute/src/cuda/register-cuda.ts';
import { fenced, type Circumstances, type Finding } from './finding.ts';
import { runLimited } from './run-limited.ts';

/** Tests whose failures are shown; the file with all of them is kept. */
const MOST_SHOWN = 20;

/** Of what vitest's JSON reporter writes, what is read here. */
interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The tests of the backends with a card, which is emulated in a rehearsal, and of `native` beside them, by the lanes of CI. */
export async function conformance(circumstances: Circumstances, limit: number): Promise<Finding> {
  const { rehearses } = circumstances;
  const backends = [rehearses ? EMULATED_CUDA : 'cuda', 'webgpu', 'tensorflow-gpu', 'native'];
  // The emulation takes minutes for what a card does in seconds.
  const folders = rehearses
    ? ['packages/compute/src/conformance']
    : ['packages/compute', 'packages/models'];
  const file = join(circumstances.out, 'conformance.json');
  const { output, seconds, failure } = await runLimited(limit, [
    ...['node_modules/vitest/vitest.mjs', 'run', ...folders],
    // Names are those of packages/compute/src/testing/describe-on.ts.
    ...['--testNamePattern', ` on (${backends.join('|')})( |$)`],
    `--maxWorkers=${Math.min(8, availableParallelism())}`,
    ...['--reporter=verbose', '--reporter=json', `--outputFile.json=${file}`],
  ]);
  await writeFile(join(circumstances.out, 'conformance.log'), output);
  if (!existsSync(file)) {
    // Stopped on the way: what it said so far is all there is.
    const [failed, passed] = [/^ *[×✗]/, /^ *✓/].map(
      (mark) => output.split('\n').filter((line) => mark.test(line)).length,
    );
    return {
      failure: failure ?? 'it left no results',
      summary: `By then ${passed ?? 0} tests had passed and ${failed ?? 0} failed.`,
      figures: { seconds, passed, failed },
    };
  }
  const results = JSON.parse(await readFile(file, 'utf8')) as Results;
  const lanes = await runLimited(20, ['.ci/backend-lanes.mjs', file]);
  return {
    failure,
    summary: fenced([lanes.output, ...failuresOf(results)].join('\n')),
    figures: {
      seconds,
      passed: results.numPassedTests,
      failed: results.numFailedTests,
      lanes: lanes.output.trim().split('\n'),
    },
  };
}

/** The name of each test that failed with the first line of why, and of each file that did not load. */
function failuresOf({ testResults }: Results): readonly string[] {
  const failures = testResults.flatMap(({ message, assertionResults }) => [
    ...(message === '' ? [] : [`did not load: ${message.split('\n')[0] ?? ''}`]),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ fullName, failureMessages: [why = ''] }) => `${fullName}: ${why.split('\n')[0] ?? ''}`,
      ),
  ]);
  const more = failures.length - MOST_SHOWN;
  return [...failures.slice(0, MOST_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
}
