/**
 * Time and tokens per second of each phase of waltz-base and waltz-baseline, at their real size but with few steps.
 * Run: npm run benchmark:phases [-- overrides of both experiments], for example: npm run benchmark:phases -- compute.backend=native
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOG_FILES, writeAtomically, type RunFolder } from '@waltz/core';
import { conductRun } from '../../packages/cli/src/conduct-run.ts';
import { experimentFile } from '../../packages/cli/src/experiment-file.ts';
import { prepareRun } from '../../packages/cli/src/prepare-run.ts';
import { terminalProgress } from '../../packages/cli/src/progress/terminal-progress.ts';
import { phaseFigures, type PhaseFigures, type TimedStep } from './phase-timings.ts';

/** First steps of a stage that are not counted: in them code is compiled and memory taken. */
const WARM_UP = 5;

const overrides = process.argv.slice(2);
const base = await measuredRun('waltz-base', ['stages.supervised.steps=45']);
const baseline = await measuredRun('waltz-baseline', [
  'stages.stage-1.steps=25',
  'stages.stage-2.steps=25',
]);
const steps = [...(await timedSteps(base)), ...(await timedSteps(baseline))];
const figures = phaseFigures(steps, WARM_UP);

const { versions, backend, cpu, cores, node, gitCommit } = orFail(await baseline.readEnvironment());
const { peakMemoryBytes } = orFail(await baseline.readSummary());
console.log(
  `\n${[row(['stage', 'phase', 'ms', 'tokens', 'tokens/s']), ...figures.map(shown)].join('\n')}`,
);
console.log(
  `\n${backend.name}, ${cores} × ${cpu}, peak memory ${(peakMemoryBytes / 2 ** 20).toFixed(0)} MiB`,
);

const file = join(import.meta.dirname, '..', 'results', `phases.${backend.name}.json`);
const machine = { backend: backend.name, cpu, cores, node, gitCommit, versions };
await writeAtomically(
  file,
  `${JSON.stringify({ ...machine, peakMemoryBytes, figures }, null, 2)}\n`,
);
console.log(file);

/** Runs an experiment anew, with next to no evaluation; a base model that is there already is taken. */
async function measuredRun(experiment: string, words: readonly string[]): Promise<RunFolder> {
  const run = await prepareRun(experimentFile(experiment), [
    'compute.backend=wasm',
    'limits.evaluationPrompts=1',
    'run.folder=runs/benchmarks',
    'run.ifExists=overwrite',
    ...words,
    ...overrides,
  ]);
  const observer = terminalProgress();
  try {
    await conductRun(run, { observer, signal: new AbortController().signal });
  } finally {
    observer.stop();
  }
  return run.folder;
}

async function timedSteps(folder: RunFolder): Promise<readonly TimedStep[]> {
  const lines = await readFile(folder.file(LOG_FILES.timings), 'utf8');
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TimedStep)
    .filter(({ stage }) => !stage.startsWith('evaluation:'));
}

function shown({ stage, phase, milliseconds, tokens, tokensPerSecond }: PhaseFigures): string {
  return row([
    stage,
    phase,
    milliseconds.toFixed(2),
    tokens.toFixed(0),
    tokensPerSecond.toFixed(0),
  ]);
}

function row([stage = '', phase = '', ...numbers]: readonly string[]): string {
  return [stage.padEnd(11), phase.padEnd(9), ...numbers.map((number) => number.padStart(10))].join(
    '',
  );
}

/** A finished run has left everything. */
function orFail<Value>(value: Value | null): Value {
  if (value === null) throw new Error('the run was not finished');
  return value;
}
