import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareRun } from './prepare-run.ts';

const EXPERIMENTS = join(import.meta.dirname, '../../../experiments');
const BASELINE = join(EXPERIMENTS, 'waltz-baseline.yaml');
const ORACLE = join(EXPERIMENTS, 'oracle-feedback.yaml');

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

  it('speaks as the agents of the command line do', async () => {
    const { base } = await prepareRun(BASELINE, ['agents.feedback.systemPrompt=review the answer']);
    expect(base?.config.agents.feedback['systemPrompt']).toBe('review the answer');
  });

  it.each([
    [BASELINE, 'reward.alpha=0.3'],
    [BASELINE, 'engine.lora={ rank: 4, alpha: 8 }'],
    [ORACLE, 'agents.feedback.wrongShare=0.3'],
  ])('of %s is the same with %s', async (file, word) => {
    const [usual, other] = await Promise.all([prepareRun(file, []), prepareRun(file, [word])]);
    expect(other.base?.identity).toBe(usual.base?.identity);
    expect(other.identity).not.toBe(usual.identity);
  });
});
