import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A copy of the workspace, so that following the page leaves nothing behind. */
const workspace = mkdtempSync(join(tmpdir(), 'waltz-write-a-reward-'));

const LEFT_OUT = ['.git', '.nx', 'coverage', 'runs'];

interface Step {
  readonly title: string;
  /** The file that the block is to become; null for commands. */
  readonly file: string | null;
  readonly text: string;
}

/** The blocks of the page that a reader acts on, in their order. */
const steps = [
  ...readFileSync('docs/write-a-reward.md', 'utf8').matchAll(
    /^```(?:sh|\w+ title="(?<file>[^"]+)")\n(?<text>.*?)^```$/gmsu,
  ),
].map(({ groups }): Step => {
  const { file = null, text = '' } = { ...groups };
  return { title: file === null ? text.trim() : `write ${file}`, file, text };
});

function follow({ file, text }: Step): void {
  if (file !== null) {
    writeFileSync(join(workspace, file), text);
    return;
  }
  const { PATH, HOME } = process.env;
  // No network: an empty npm cache, and a registry where nobody answers.
  const offline = {
    npm_config_cache: join(workspace, 'runs', 'npm-cache'),
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_fetch_retries: '0',
  };
  execFileSync('bash', ['-euc', text], {
    cwd: workspace,
    env: { PATH, HOME, CI: 'true', ...offline },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function readJsonLines(file: string): readonly unknown[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('docs/write-a-reward.md', { timeout: 300_000 }, () => {
  beforeAll(() => {
    const entries = readdirSync('.').filter((entry) => !LEFT_OUT.includes(entry));
    execFileSync('cp', ['-a', ...entries, workspace]);
  }, 120_000);

  afterAll(() => {
    rmSync(workspace, { recursive: true });
  }, 120_000);

  it('has steps to follow', () => {
    expect(steps.filter(({ file }) => file !== null)).toHaveLength(2);
    expect(steps.filter(({ file }) => file === null)).toHaveLength(4);
  });

  it.each(steps)('$title', (step) => {
    expect(() => {
      follow(step);
    }).not.toThrow();
  });

  it('ends with a trained run that the reward had a part in', () => {
    const runs = join(workspace, 'runs', 'short-answers');
    const [identity = ''] = readdirSync(runs);
    expect(existsSync(join(runs, identity, 'summary.json'))).toBe(true);
    expect(readJsonLines(join(runs, identity, 'metrics.jsonl'))).toContainEqual(
      expect.objectContaining({
        metrics: expect.objectContaining({
          'term/brevity': expect.any(Number) as number,
          'product/conversation/brevity': expect.any(Number) as number,
        }) as object,
      }),
    );
  });
});
