/**
 * Whether each algorithm improves the reward of the conversation agent on the embedded safety world, a toy, in a short run.
 * Run: npm run benchmark:algorithms [-- --seeds 1,2,3] [overrides of every experiment]
 * A run that is done is not run again, so that an interrupted benchmark goes on where it was.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LOG_FILES, writeAtomically, type EpisodeRecord, type RunFolder } from '@waltz/core';
import { conductRun } from '../../packages/cli/src/conduct-run.ts';
import { experimentFile } from '../../packages/cli/src/experiment-file.ts';
import { prepareRun } from '../../packages/cli/src/prepare-run.ts';
import { terminalProgress } from '../../packages/cli/src/progress/terminal-progress.ts';
import { markdownTable } from '@waltz/report';
import { CONTENDERS, type Contender } from './contenders.ts';
import { gainCells, gainOf } from './gains.ts';

/** A short run: less than half of waltz-baseline. */
const SHORT = ['stages.stage-1.steps=40', 'stages.stage-2.steps=60'];

const { values, positionals: overrides } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '1,2,3' } },
});
const seeds = values.seeds.split(',').map(Number);
if (!seeds.every(Number.isInteger)) {
  throw new Error(`--seeds is "${values.seeds}", must be whole numbers such as 1,2,3`);
}

const columns = ['before', 'after', 'difference (seeds)', 'improved'];
const rows: string[][] = [];
for (const contender of CONTENDERS) {
  const ledgers: (readonly EpisodeRecord[])[] = [];
  for (const seed of seeds) ledgers.push(await ledgerOf(await finishedRun(contender, seed)));
  const [first, final] = (['first', 'final'] as const).map((answer) =>
    gainCells(ledgers.map((ledger) => gainOf(ledger, answer))),
  );
  rows.push([contender.name, ...(first ?? []), ...(final?.slice(0, 2) ?? [])]);
}
const command = `npm run benchmark:algorithms${[` -- --seeds ${seeds.join(',')}`, ...overrides].join(' ')}`;
const table = markdownTable([
  ['algorithm', ...columns, 'before, with feedback', 'after, with feedback'],
  ...rows,
]);
const text = `Reward of the conversation agent, R_c in per cent, on the held-out prompts of the embedded safety world (a toy), greedy: its
first answers before and after training, and the answers after feedback. Means over seeds ${seeds.join(', ')}, differences with the
least and the greatest seed. Learning rates are those of waltz-baseline, chosen for REINFORCE++. \`${command}\`

${table}
`;
console.log(`\n${text}`);
const file = join(import.meta.dirname, '..', '..', 'runs', 'benchmarks', 'algorithms.md');
await writeAtomically(file, text);
console.log(file);

/** The run of an algorithm, which is done when this returns. */
async function finishedRun(
  { name, experiment, overrides: own }: Contender,
  seed: number,
): Promise<RunFolder> {
  console.log(`\n== ${name}, seed ${seed}`);
  const run = await prepareRun(experimentFile(experiment), [
    'run.folder=runs/benchmarks',
    ...SHORT,
    ...own,
    `seed=${seed}`,
    ...overrides,
  ]);
  if ((await run.folder.readSummary()) !== null) return run.folder;
  const observer = terminalProgress();
  try {
    await conductRun(run, { observer, signal: new AbortController().signal });
  } finally {
    observer.stop();
  }
  return run.folder;
}

async function ledgerOf(folder: RunFolder): Promise<readonly EpisodeRecord[]> {
  const lines = await readFile(folder.file(LOG_FILES.episodes), 'utf8');
  return lines
    .split('\n')
    .filter((line) => line.includes('"stage":"evaluation:'))
    .map((line) => JSON.parse(line) as EpisodeRecord);
}
