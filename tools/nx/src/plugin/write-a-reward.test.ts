import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspaceCopy } from '../testing/workspace-copy.ts';

const workspace = workspaceCopy();

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
  if (file === null) workspace.run(text);
  else workspace.write(file, text);
}

function readJsonLines(file: string): readonly unknown[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('docs/write-a-reward.md', { timeout: 300_000 }, () => {
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
    const runs = join(workspace.path, 'runs', 'short-answers');
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
