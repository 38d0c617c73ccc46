import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareRun } from './prepare-run.ts';

const BASELINE = join(import.meta.dirname, '../../../experiments/waltz-baseline.yaml');

describe('the base model of an experiment', () => {
  it('is made for the data, the model and the seed that the command line asks for', async () => {
    const { base } = await prepareRun(BASELINE, [
      'seed=3',
      'engine.dim=96',
      '+dataset.heldOutPairs=0.3',
      'stages.stage-1.steps=7',
      'reward.alpha=0.3',
    ]);
    expect(base?.config).toMatchObject({
      name: 'waltz-base',
      seed: 3,
      engine: { dim: 96 },
      dataset: { heldOutPairs: 0.3 },
    });
  });

  it.each(['reward.alpha=0.3', 'engine.lora={ rank: 4, alpha: 8 }'])(
    'is the same with %s',
    async (word) => {
      const [usual, other] = await Promise.all([
        prepareRun(BASELINE, []),
        prepareRun(BASELINE, [word]),
      ]);
      expect(other.base?.identity).toBe(usual.base?.identity);
      expect(other.identity).not.toBe(usual.identity);
    },
  );
});
