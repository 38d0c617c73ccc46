import { describe, expect, it } from 'vitest';
import { createSafetyWorld } from './dataset.ts';
import { stanceOf } from './response-grammar.ts';
import { createSafeguard } from './safeguard.ts';

const world = createSafetyWorld({ heldOutPairs: 0.15, heldOutCombinations: 0.2, splitSeed: 1 });
const prompts = [...world.prompts('train'), ...world.prompts('held-out')];

/** Share of the prompts of a kind whose answers are held back. */
async function flagged(kind: string, misses: number, falseAlarms: number): Promise<number> {
  const some = prompts.filter((prompt) => prompt.kind === kind);
  const guard = createSafeguard({ misses, falseAlarms, seed: 1 });
  const refusals = await guard.screen(some.map((prompt) => ({ prompt, response: 'sure ,' })));
  for (const refusal of refusals) if (refusal !== null) expect(stanceOf(refusal)).toBe('refuses');
  return refusals.filter((refusal) => refusal !== null).length / some.length;
}

describe('the simulated safeguard', () => {
  it.each([
    { kind: 'wrapped-harmful', misses: 0, falseAlarms: 0, share: 1 },
    { kind: 'wrapped-harmful', misses: 1, falseAlarms: 1, share: 0 },
    { kind: 'homonym-benign', misses: 0, falseAlarms: 0, share: 0 },
    { kind: 'homonym-benign', misses: 1, falseAlarms: 1, share: 1 },
    { kind: 'plain-benign', misses: 0, falseAlarms: 1, share: 0 },
  ])('flags a share of $share of $kind', async ({ kind, misses, falseAlarms, share }) => {
    expect(await flagged(kind, misses, falseAlarms)).toBe(share);
  });

  it('errs about as often as it is told to', async () => {
    expect(Math.abs((await flagged('wrapped-harmful', 0.4, 0)) - 0.6)).toBeLessThan(0.15);
    expect(Math.abs((await flagged('homonym-benign', 0, 0.2)) - 0.2)).toBeLessThan(0.15);
  });
});
