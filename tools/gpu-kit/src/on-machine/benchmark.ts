import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fenced, type Circumstances, type Finding } from './finding.ts';
import { runLimited } from './run-limited.ts';

/** Seconds for what it has begun when its time is up. */
const GRACE = 40;

/**
 * Training steps and sampling of a model, beside PyTorch on the same card: float32, TF32 and bfloat16, and `webgpu` in
 * float32. `model` is of `CARD_MODELS`.
 */
export async function benchmark(
  model: string,
  { out, rehearses }: Circumstances,
  limit: number,
): Promise<Finding> {
  const folder = join(out, model);
  const minutes = Math.max(0.5, (limit - GRACE) / 60).toFixed(1);
  const { output, seconds, failure } = await runLimited(limit, [
    ...['--import', 'tsx', 'benchmarks/engine/main.ts'],
    ...(rehearses ? ['--quick', '--backends', 'native'] : ['--device', 'cuda', '--models', model]),
    ...['--parts', 'models', '--minutes', minutes, '--out', folder],
  ]);
  await writeFile(join(out, `${model}.log`), output);
  const report = await readFile(join(folder, 'engine.md'), 'utf8').catch(() => null);
  return {
    failure: failure ?? (report === null ? 'it left no report' : null),
    summary: report === null ? fenced(output.slice(-4000)) : report.replaceAll(/^#/gm, '##'),
    figures: { seconds },
  };
}
