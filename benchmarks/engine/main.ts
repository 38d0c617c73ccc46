/**
 * How fast our backends are, beside PyTorch, transformers and TRL on the same machine in the same run.
 * Run: npm run benchmark [-- --quick …]; `--help` says what can be chosen, benchmarks/README.md what the tables show.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeAtomically } from '@waltz/core';
import { describeMachine } from '../../packages/cli/src/doctor/machine.ts';
import { cardSections } from './card-report.ts';
import { curvesOf } from './growth.ts';
import { findPython } from './find-python.ts';
import { measure, PARTS } from './measure.ts';
import { ceilingsOf, type CardCeilings } from './ceilings.ts';
import { CARD_MODELS, MODELS } from './model-size.ts';
import { curveFigures } from './plots.ts';
import { markdownReport, type Circumstances } from './report.ts';
import { backendStates } from './roster.ts';

const HELP = `npm run benchmark -- [options]
  --quick            the smallest model, few repetitions, short curves: 2 minutes at most, for no document
  --backends A,B     ours that take part; every one that works unless given
  --models A,B       of ${MODELS.map(({ name }) => name).join(', ')}
  --device cuda      on a card of NVIDIA, ours and the peers, with models that fill one
  --parts A,B        of ${PARTS.join(', ')}
  --python FILE      the Python that has the peers; else WALTZ_PEERS_PYTHON, benchmarks/peers/.venv or python3
  --no-peers         ours alone
  --minutes N        when no more work is begun; 35, or 1.7 with --quick
  --out FOLDER       where JSON, Markdown and figures go; benchmarks/results, or runs/benchmarks with --quick`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    backends: { type: 'string' },
    models: { type: 'string' },
    device: { type: 'string', default: 'cpu' },
    parts: { type: 'string' },
    python: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
    minutes: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
// Leave in order, so that processes are stopped and files removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (values.help) {
  console.log(HELP);
} else {
  await benchmark();
}

async function benchmark(): Promise<void> {
  const begun = performance.now();
  const { quick } = values;
  const [device = 'cpu'] = chosen('device', values.device, ['cpu', 'cuda'] as const);
  const known = device === 'cuda' ? CARD_MODELS : MODELS;
  const names = chosen(
    'models',
    values.models,
    known.map(({ name }) => name),
  );
  const models = known.filter(({ name }) => names.includes(name));
  const backends = await backendStates(values.backends?.split(',') ?? null, device);
  const python = values['no-peers']
    ? ({ python: null, reason: 'not asked for' } as const)
    : findPython(values.python);
  const loadAverage = loadavg()[0] ?? 0;

  const ceilings = device === 'cuda' ? ceilingsOrNull(python.python) : null;

  let told = begun;
  const comparisons = await measure(
    { backends, python, quick, device },
    {
      parts: PARTS.filter((part) => chosen('parts', values.parts, PARTS).includes(part)),
      models: quick && values.models === undefined ? models.slice(0, 1) : models,
      quick,
      patience: {
        rounds: quick ? 2 : 5,
        warmUps: device === 'cuda' ? 3 : 1,
        repetition: quick ? 5 : 15,
        deadline: begun + 60_000 * Number(values.minutes ?? (quick ? 1.7 : 35)),
      },
    },
    (line) => {
      const now = performance.now();
      const [since, total] = [(now - told) / 1000, (now - begun) / 1000];
      told = now;
      console.error(
        `${total.toFixed(0).padStart(4)} s  +${since.toFixed(1).padStart(5)} s  ${line}`,
      );
    },
  );

  const figures = curveFigures(curvesOf(comparisons));
  const circumstances: Circumstances = {
    command: `npm run benchmark${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(),
    machine: [...(await describeMachine()), ...(ceilings?.lines ?? [])],
    ...(ceilings && { peak: ceilings.peak }),
    loadAverage,
    python:
      python.python === null
        ? `none: ${python.reason}`
        : Object.entries(python.versions)
            .map(([name, version]) => `${name} ${version ?? 'is not there'}`)
            .join(', '),
    missing: backends.flatMap(({ name, available, reason }) =>
      available ? [] : [`${name}: ${reason}`],
    ),
    minutes: (performance.now() - begun) / 60_000,
  };
  const report = [
    markdownReport(circumstances, comparisons, figures),
    ...(device === 'cuda' ? [cardSections(comparisons, ceilings?.products ?? null)] : []),
  ].join('\n');
  console.log(report);

  const repository = join(import.meta.dirname, '..', '..');
  const folder = values.out ?? join(repository, quick ? 'runs/benchmarks' : 'benchmarks/results');
  await mkdir(folder, { recursive: true });
  await writeAtomically(join(folder, 'engine.md'), report);
  const record = JSON.stringify({ circumstances, comparisons }, null, 1);
  await writeAtomically(join(folder, 'engine.json'), `${record}\n`);
  for (const { file, svg } of figures) await writeAtomically(join(folder, file), `${svg}\n`);
  console.log(folder);
}

/** The ceilings of a card; what they are missed for is told, and costs the other figures nothing. */
function ceilingsOrNull(python: string | null): CardCeilings | null {
  try {
    return python === null ? null : ceilingsOf(python);
  } catch (error) {
    console.error(error);
    return null;
  }
}

/** Of a checkout, or of the kit that was packed from one (tools/gpu-kit). */
function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return readFileSync('COMMIT', 'utf8').trim();
  }
}

/** The words of an option, or all. Throws when one of them is unknown. */
function chosen<Word extends string>(
  option: string,
  given: string | undefined,
  known: readonly Word[],
): readonly Word[] {
  const words = given?.split(',') ?? known;
  const isKnown = (word: string): word is Word => known.some((one) => one === word);
  const unknown = words.filter((word) => !isKnown(word));
  if (unknown.length > 0) {
    throw new Error(`--${option} knows no ${unknown.join(', ')}; it knows ${known.join(', ')}`);
  }
  return words.filter(isKnown);
}
