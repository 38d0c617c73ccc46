import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownTable } from '../../../../packages/report/src/markdown-table.ts';
import { runLimited } from './run-limited.ts';

/** The main experiment, and the base model that it makes first. */
const EXPERIMENTS = ['waltz-base', 'waltz-baseline'];

/** What has to be the same, to the byte, where a run is repeated. */
const EXACT = ['metrics.jsonl', 'episodes.jsonl', 'weights'];

/** What is read of `summary.json` (docs/run-folder.md). */
interface Summary {
  readonly evaluations: Readonly<
    Record<string, Readonly<Record<string, { readonly value: number }>>>
  >;
}

/** A run of the main experiment from nothing, its base model included. */
export interface BaselineRun extends LeftRun {
  readonly name: string;
  readonly seconds: number;
  readonly failure: string | null;
}

interface LeftRun {
  /** Stage and steps that it had got to. */
  readonly reached: string;
  /** Rates of the final evaluation, by name; none when it did not get there. */
  readonly rates: Readonly<Record<string, number>>;
  /** SHA-256 of metrics, episodes and weights; null when it did not end. */
  readonly digest: string | null;
}

/** `waltz run waltz-baseline` with these overrides, for at most `limit` seconds, on these cores or on all. */
export async function runBaseline(
  name: string,
  out: string,
  overrides: readonly string[],
  limit: number,
  cores?: readonly number[],
): Promise<BaselineRun> {
  const folder = runFolder(name);
  const words = ['packages/cli/bin/waltz.mjs', 'run', 'waltz-baseline', `run.folder=${folder}`];
  const { output, seconds, failure } = await runLimited(
    limit,
    [...words, ...overrides],
    cores && { cores },
  );
  await appendFile(join(out, 'baseline.log'), `\n== ${name}\n${output}`);
  return { name, seconds, failure, ...leftIn(folder) };
}

/** Within what was unpacked, which is removed at the end. */
export function runFolder(name: string): string {
  return `runs/${name}`;
}

/** The one run of an experiment in a folder of runs; null before it has begun. */
export function onlyRun(folder: string, experiment: string): string | null {
  try {
    const [id] = readdirSync(join(folder, experiment));
    return id === undefined ? null : join(folder, experiment, id);
  } catch {
    return null;
  }
}

/** What the runs in a folder have left: the base model's before that of the experiment. */
export function leftIn(folder: string): LeftRun {
  let left: LeftRun = { reached: 'nothing', rates: {}, digest: null };
  for (const experiment of EXPERIMENTS) {
    const run = onlyRun(folder, experiment);
    if (run === null) break;
    try {
      const read = (file: string): unknown => JSON.parse(readFileSync(join(run, file), 'utf8'));
      const { stage, step } = read('status.json') as { stage: string | null; step: number };
      const reached = `${stage ?? 'the start'} of ${experiment}, step ${step}`;
      left = { reached, rates: {}, digest: null };
      const { final } = (read('summary.json') as Summary).evaluations;
      const names = ['asr', 'orr', 'ftr', 'labelAccuracy'];
      const rates = names.map((name) => [name, final?.[name]?.value ?? NaN] as const);
      left = { ...left, rates: Object.fromEntries(rates), digest: digestOf(run) };
    } catch {
      // It has not come this far; what it left before stands.
    }
  }
  return left;
}

function digestOf(run: string): string {
  const hash = createHash('sha256');
  for (const name of EXACT.flatMap((part) => filesIn(run, part))) {
    hash.update(name).update(readFileSync(join(run, name)));
  }
  return hash.digest('hex');
}

function filesIn(run: string, part: string): readonly string[] {
  if (part.includes('.')) return [part];
  return readdirSync(join(run, part))
    .sort()
    .map((name) => join(part, name));
}

export function baselineTable(runs: readonly BaselineRun[]): string {
  const rows = runs.map(({ name, seconds, failure, reached, rates, digest }) => [
    name,
    seconds.toFixed(1),
    failure ?? 'done',
    reached,
    Object.entries(rates)
      .map(([rate, value]) => `${rate} ${value.toFixed(3)}`)
      .join(', '),
    digest?.slice(0, 8) ?? '',
  ]);
  const head = ['waltz-baseline on', 'seconds', '', 'reached', 'at the end', 'sha256'];
  return markdownTable([head, ...rows]);
}

/** What went wrong with any of them; null when nothing did. */
export function failureOf(runs: readonly BaselineRun[]): string | null {
  const failures = runs.flatMap(({ name, failure }) =>
    failure === null ? [] : [`${name}: ${failure}`],
  );
  return failures.length === 0 ? null : failures.join('; ');
}
