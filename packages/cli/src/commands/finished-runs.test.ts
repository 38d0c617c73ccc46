import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT } from '../exit-code.ts';
import { runProgram } from '../program.ts';
import { TINY_WORLD, waltz } from '../testing/waltz-process.ts';

const TINY = join(TINY_WORLD, 'experiments/tiny.yaml');
const runs = mkdtempSync(join(tmpdir(), 'waltz-finished-'));

/** What `waltz` prints with these words, without the frames of its tables. Throws when it does not end well. */
async function said(...words: readonly string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    expect(await runProgram(words)).toBe(EXIT.ok);
    return log.mock.calls.flat().join('\n').replaceAll(/ *│ */g, ' | ');
  } finally {
    log.mockRestore();
  }
}

/** The run of `TINY` with these changes, which is done when this returns. */
async function finished(...changes: readonly string[]): Promise<string> {
  const before = new Set(readdirSync(runs).includes('tiny') ? readdirSync(join(runs, 'tiny')) : []);
  // Every step in the ledger, and answers that are sampled: greedily, the tiny agents say the same before and after.
  const settings = [`run.folder=${runs}`, 'ledger.everySteps=1', 'evaluation.temperature=1'];
  await said('run', TINY, ...settings, ...changes);
  const made = readdirSync(join(runs, 'tiny')).filter((name) => !before.has(name));
  expect(made).toHaveLength(1);
  return join(runs, 'tiny', made[0] ?? '');
}

let run = '';
let withCritic = '';

beforeAll(async () => {
  run = await finished();
  withCritic = await finished(
    'algorithm.type=tiny-critic',
    '+critic={ type: shared, optimiser: { learningRate: 0.1 } }',
  );
}, 60_000);

afterAll(() => rmSync(runs, { recursive: true }));

describe('waltz cost', () => {
  it('tells agents, critics and phases apart, without FLOPs where the model has no sizes', async () => {
    const output = await said('cost', withCritic);
    for (const row of [
      'conversation \\| sample',
      'feedback \\| logprobs',
      'feedback \\| update',
      'critic \\| values',
      'critic \\| value-update',
      'feedback \\| evaluation, sample',
    ]) {
      expect(output).toMatch(
        new RegExp(`\\| ${row} \\| [\\d,]+ \\| [\\d,]+ \\| [\\d.]+ \\| – \\| – \\|`),
      );
    }
    expect(output).toMatch(/\| first answer \| \d+ /);
    expect(await said('cost', run)).not.toContain('critic |');
  });
});

describe('waltz compare', () => {
  it('shows what differs in config, and every metric by prompt', async () => {
    const output = await said('compare', run, withCritic);
    expect(output).toContain('| algorithm.type | "tiny" | "tiny-critic" |');
    expect(output).not.toContain('reward.alpha');
    expect(output).toMatch(/\| ASR ↓ \| [\d.]+ \| [\d.]+ \| \d+ \| [+−]?[\d.]+/);
    expect(await said('compare', run, run)).toContain('Nothing: config, base model and backend');
  });
});

describe('waltz replay', () => {
  const withReward = (text: string) => {
    const file = join(runs, 'reward.yaml');
    writeFileSync(file, text);
    return said('replay', run, '--reward', file);
  };

  it('finds no change where the reward is the same', async () => {
    const output = await withReward('reward: { alpha: 0.65 }');
    // Stage, agent and measure; samples, means before and after, changes of sign and of rank, swapped pairs.
    expect(output).toMatch(/stage-1, feedback, reward \| 96 \| ([\d.]+) \| \1 \| 0 \| 0 \| 0\.0%/);
    expect(output).toContain('0 of 288 samples');
  });

  it('leaves the stage its own coefficients, and the agent alone that earns the changed product', async () => {
    const output = await withReward(
      'reward: { lambda: 5, composition: { feedback: { format: { weight: 0 } } } }',
    );
    const change = (place: string) =>
      new RegExp(`${place}, reward \\| 96 \\| (-?[\\d.]+) \\| (-?[\\d.]+) `)
        .exec(output)
        ?.slice(1)
        .map(Number) ?? [];
    const [before = 0, after = 0] = change('stage-1, feedback');
    expect(after).toBeGreaterThan(before + 0.5);
    // Stage 2 has a lambda of its own, 0: what is left there is that nothing is earned for the format.
    const [before2 = 0, after2 = 0] = change('stage-2, feedback');
    expect(after2).toBeLessThan(before2);
    expect(after2).toBeGreaterThanOrEqual(before2 - 0.1);
    expect(new Set(change('stage-2, conversation')).size).toBe(1);
  });
});

describe('waltz study', () => {
  it('writes its page beside the run, and says how to go on', async () => {
    const output = await said('study', run);
    expect(output).toContain(`npx waltz study ${run} --results FILE…`);
    expect(readFileSync(join(run, 'study.html'), 'utf8')).toContain('</html>');
  });
});

describe('waltz chat', () => {
  it('answers a prompt a line, shows on demand what was behind it, and survives what it cannot read', async () => {
    const lines = [
      '/why',
      'benign',
      '/why',
      'hello',
      '/feedback',
      'harmful',
      '/help',
      '/quit',
      'benign',
    ];
    const { code, output } = await waltz(['chat', run], {}, lines.join('\n'));
    const exchange = [/^ {2}first answer {2}/, /^ {2}feedback {6}(not )?triggered: /];
    const patterns = [
      /^backend /,
      /^Ask something first\.$/,
      /./,
      ...exchange,
      /the tiny world has no word "hello"/,
      /^Feedback is shown from now on\.$/,
      /./,
      ...exchange,
      /^There is no \/help\. \/why shows/,
      /^$/,
    ];
    expect(output.split('\n')).toEqual(patterns.map((one) => expect.stringMatching(one) as string));
    expect(code).toBe(EXIT.failure);
  });
});
