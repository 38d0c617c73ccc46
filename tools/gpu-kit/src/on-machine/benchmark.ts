import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fenced, type Circumstances, type Finding } from './finding.ts';
import { runLimited } from './run-limited.ts';

/** Seconds for what it has begun when its time is up. */
const GRACE = 40;

/** What is measured. */
interface Subject {
  /** Of `CARD_MODELS`. */
  readonly model: string;
  /** Ours. */
  readonly backends: readonly string[];
  /** Whether PyTorch is measured beside them, on the same card. */
  readonly withPeers: boolean;
}

/** Training steps and sampling of a model. `name` is that of the part, and of what it leaves. */
export async function benchmark(
  name: string,
  { model, backends, withPeers }: Subject,
  { out, rehearses }: Circumstances,
  limit: number,
): Promise<Finding> {
  const folder = join(out, name);
  const minutes = Math.max(0.5, (limit - GRACE) / 60).toFixed(1);
  const onCard = ['--device', 'cuda', '--models', model, '--backends', backends.join(',')];
  const { output, seconds, failure } = await runLimited(limit, [
    ...['--import', 'tsx', 'benchmarks/engine/main.ts'],
    ...(rehearses ? ['--quick', '--backends', 'native'] : onCard),
    ...(withPeers ? [] : ['--no-peers']),
    ...['--parts', 'models', '--minutes', minutes, '--out', folder],
  ]);
  await writeFile(join(out, `${name}.log`), output);
  const report = await readFile(join(folder, 'engine.md'), 'utf8').catch(() => null);
  return {
    failure: failure ?? (report === null ? 'it left no report' : null),
    summary: report === null ? fenced(output.slice(-4000)) : report.replaceAll(/^#/gm, '##'),
    figures: { seconds },
  };
}
