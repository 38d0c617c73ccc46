import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeOn, QUICK_COMPILED } from '@waltz/compute/testing';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../testing/thousand-steps.ts', import.meta.url));

/** V8 enlarges its young generation by up to 48 MiB when it sees fit; one MiB, and what is left is ours. */
const V8 = ['--expose-gc', '--max-semi-space-size=1'];

/**
 * MiB that may come after the tenth step, and after the five hundredth: compiled JavaScript and the allocator's
 * fragments. Seen: 10 and 2 at most. The tensors of 990 steps are 200 MiB.
 */
const SLACK = { tenth: 20, middle: 6 };

interface Seen {
  readonly step: number;
  readonly tensors: number;
  readonly resident: number;
}

describeOn(QUICK_COMPILED, 'a run of a thousand steps', ({ name }) => {
  it('holds as many tensors and as much resident memory as after ten', async () => {
    const words = [...V8, '--import', 'tsx', PROGRAM, name];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    const seen = JSON.parse(stdout) as readonly Seen[];
    const after = (step: number): Seen => {
      const found = seen.find((one) => one.step === step);
      if (found === undefined) throw new Error(`nothing was seen after step ${step}`);
      return found;
    };
    expect(new Set(seen.map(({ tensors }) => tensors)).size).toBe(1);
    expect(after(1000).resident - after(10).resident).toBeLessThan(SLACK.tenth);
    expect(after(1000).resident - after(500).resident).toBeLessThan(SLACK.middle);
  }, 300_000);
});
