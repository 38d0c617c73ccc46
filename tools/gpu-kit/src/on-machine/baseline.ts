import { readdirSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownTable } from '../../../../packages/report/src/markdown-table.ts';
import { cardBackend, type Circumstances, type Finding } from './finding.ts';
import { runLimited } from './run-limited.ts';

const LIMIT = 170;

/** How much less time the card should take than two cores. */
const TARGET = 5;

/** What is read of `summary.json` (docs/run-folder.md). */
interface Summary {
  readonly evaluations: Readonly<
    Record<string, Readonly<Record<string, { readonly value: number }>>>
  >;
}

/** A run of the main experiment from nothing, its base model included. */
interface BaselineRun {
  readonly name: string;
  readonly seconds: number;
  readonly failure: string | null;
  /** Stage and steps that it had got to. */
  readonly reached: string;
  /** Rates of the final evaluation, by name; none when it did not get there. */
  readonly rates: Readonly<Record<string, number>>;
}

/** `waltz run waltz-baseline` on the card and, at the same time, on two workers of the processor. */
export async function baseline(circumstances: Circumstances): Promise<Finding> {
  const card = cardBackend(circumstances);
  const limits = circumstances.rehearses ? ['limits.steps=5', 'limits.evaluationPrompts=16'] : [];
  const [onCard, onProcessor] = await Promise.all([
    run('card', circumstances.out, [`compute.backend=${card}`, ...limits]),
    run('processor', circumstances.out, ['compute.backend=native', 'compute.workers=2', ...limits]),
  ]);
  const runs = [onCard, onProcessor];
  const failures = runs.flatMap(({ name, failure }) =>
    failure === null ? [] : [`${name}: ${failure}`],
  );
  return {
    failure: failures.length === 0 ? null : failures.join('; '),
    summary: [table(runs), verdict(onCard, onProcessor)].join('\n\n'),
    figures: { runs },
  };
}

async function run(name: string, out: string, overrides: readonly string[]): Promise<BaselineRun> {
  // Within what was unpacked, which is removed at the end.
  const folder = `runs/${name}`;
  const words = ['packages/cli/bin/waltz.mjs', 'run', 'waltz-baseline', `run.folder=${folder}`];
  const { output, seconds, failure } = await runLimited(LIMIT, [...words, ...overrides]);
  await appendFile(join(out, 'baseline.log'), `\n== ${name}\n${output}`);
  return { name, seconds, failure, ...leftIn(folder) };
}

/** What the runs in a folder have left: the base model's before that of the experiment. */
function leftIn(folder: string): Pick<BaselineRun, 'reached' | 'rates'> {
  let left: Pick<BaselineRun, 'reached' | 'rates'> = { reached: 'nothing', rates: {} };
  for (const experiment of ['waltz-base', 'waltz-baseline']) {
    try {
      const [id = ''] = readdirSync(join(folder, experiment));
      const read = (file: string): unknown =>
        JSON.parse(readFileSync(join(folder, experiment, id, file), 'utf8'));
      const { stage, step } = read('status.json') as { stage: string | null; step: number };
      left = { ...left, reached: `${stage ?? 'the start'} of ${experiment}, step ${step}` };
      const { final } = (read('summary.json') as Summary).evaluations;
      const names = ['asr', 'orr', 'ftr', 'labelAccuracy'];
      const rates = names.map((name) => [name, final?.[name]?.value ?? NaN] as const);
      left = { ...left, rates: Object.fromEntries(rates) };
    } catch {
      // It has not come this far; what it left before stands.
    }
  }
  return left;
}

function table(runs: readonly BaselineRun[]): string {
  const rows = runs.map(({ name, seconds, failure, reached, rates }) => [
    name,
    seconds.toFixed(1),
    failure ?? 'done',
    reached,
    Object.entries(rates)
      .map(([rate, value]) => `${rate} ${value.toFixed(3)}`)
      .join(', '),
  ]);
  return markdownTable([['waltz-baseline on', 'seconds', '', 'reached', 'at the end'], ...rows]);
}

/** Whether the card is as much faster as it should be. A run that was stopped would have taken longer still. */
function verdict(card: BaselineRun, processor: BaselineRun): string {
  const target = `Target: the card takes a ${TARGET}th of the time of two cores.`;
  if (card.failure !== null) return `${target} Not measured: ${card.failure} on the card.`;
  const ratio = processor.seconds / card.seconds;
  const isBound = processor.failure !== null;
  const outcome = ratio >= TARGET ? 'Met' : isBound ? 'Not settled' : 'Missed';
  return `${target} ${outcome}: ${isBound ? 'more than ' : ''}${ratio.toFixed(2)} times as fast.`;
}
