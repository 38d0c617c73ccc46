import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fenced, type Circumstances, type Finding } from './finding.ts';
import { runLimited } from './run-limited.ts';

/** Minutes after which the benchmark begins nothing more. */
const MINUTES = 3;

/** Seconds for what it has begun by then. */
const GRACE = 40;

/** Training steps and sampling, beside PyTorch on the same card. */
export async function benchmark({ out, rehearses }: Circumstances): Promise<Finding> {
  const { output, seconds, failure } = await runLimited(60 * MINUTES + GRACE, [
    ...['--import', 'tsx', 'benchmarks/engine/main.ts'],
    ...(rehearses ? ['--quick', '--backends', 'native'] : ['--device', 'cuda']),
    ...['--parts', 'models', '--minutes', String(MINUTES), '--out', out],
  ]);
  await writeFile(join(out, 'benchmark.log'), output);
  const report = await readFile(join(out, 'engine.md'), 'utf8').catch(() => null);
  return {
    failure: failure ?? (report === null ? 'it left no report' : null),
    summary: report === null ? fenced(output.slice(-4000)) : report.replaceAll(/^#/gm, '##'),
    figures: { seconds },
  };
}
