import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What came of a step. */
export interface Finding {
  readonly name: string;
  readonly minutes: number;
  readonly failed: boolean;
  /** In Markdown. */
  readonly summary: string;
}

interface Step {
  readonly name: string;
  /** Leaves what it wants to keep in `out`. */
  readonly run: (out: string) => Promise<Pick<Finding, 'failed' | 'summary'>>;
}

const CLI = ['packages/cli/bin/waltz.mjs'];

export const STEPS: readonly Step[] = [
  { name: 'doctor', run: () => shown(60, [...CLI, 'doctor']) },
  { name: 'conformance', run: conformance },
  { name: 'benchmark', run: benchmark },
  { name: 'baseline', run: baseline },
];

/** What every backend with tests of its own gives on this card, by the lanes of CI. */
async function conformance(out: string) {
  const results = join(out, 'tests.json');
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    'packages/compute',
    'packages/models',
    '--maxWorkers=8',
  ];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const { output, failed } = await node(240, [
    ...vitest,
    ...reporters,
    '-t',
    ' on (cuda|webgpu|tensorflow-gpu)( |$)',
  ]);
  await writeFile(join(out, 'conformance.log'), output);
  const lanes = await node(20, ['.ci/backend-lanes.mjs', results]);
  const failures = output.split('\n').filter((line) => /FAIL|AssertionError|^Error/.test(line));
  return { failed, summary: fenced([lanes.output.trim(), ...failures.slice(0, 40)].join('\n')) };
}

/** Training steps and sampling beside PyTorch on the same card. */
async function benchmark(out: string) {
  const { output, failed } = await node(540, [
    ...['--import', 'tsx', 'benchmarks/engine/main.ts', '--device', 'cuda'],
    ...['--parts', 'models', '--out', out],
  ]);
  await writeFile(join(out, 'benchmark.log'), output);
  const report = await readFile(join(out, 'engine.md'), 'utf8').catch(() => fenced(output));
  return { failed, summary: report };
}

/** waltz-baseline end to end, its base model included, on the card and on two workers of the processor. */
async function baseline(out: string) {
  const lines: string[] = [];
  let anyFailed = false;
  for (const [name, overrides] of [
    ['cuda', ['compute.backend=cuda']],
    ['native, 2 workers', ['compute.backend=native', 'compute.workers=2']],
  ] as const) {
    const begun = performance.now();
    const folder = join(out, '..', `runs-${name.slice(0, 4)}`);
    const { output, failed } = await node(280, [
      ...[...CLI, 'run', 'waltz-baseline', ...overrides, `run.folder=${folder}`],
    ]);
    const seconds = (performance.now() - begun) / 1000;
    anyFailed ||= failed;
    lines.push(`${name}: ${seconds.toFixed(1)} s${failed ? ', failed' : ''}`);
    await writeFile(join(out, `baseline-${name.slice(0, 4)}.log`), output);
    lines.push(
      ...output
        .split('\n')
        .filter((line) => /^(backend|evaluation final)|^│ (ASR|ORR) /.test(line)),
    );
  }
  return { failed: anyFailed, summary: fenced(lines.join('\n')) };
}

async function shown(limit: number, words: readonly string[]) {
  const { output, failed } = await node(limit, words);
  return { failed, summary: fenced(output.trim()) };
}

function fenced(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``;
}

/** Runs Node.js with these arguments for `limit` seconds at most; gives what it said, whatever came of it. */
function node(
  limit: number,
  words: readonly string[],
): Promise<{ readonly output: string; readonly failed: boolean }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, {
      env: { ...process.env, NO_COLOR: '1' },
      timeout: 1000 * limit,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => (output += text.toString()));
    }
    child.on('close', (code) => {
      if (code === null) output += `\nstopped after ${limit} s`;
      resolve({ output, failed: code !== 0 });
    });
  });
}
