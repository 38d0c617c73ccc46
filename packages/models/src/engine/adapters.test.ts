import { activate } from '@waltz/compute';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADAM, greatestDifference, LESSONS, tinyEngine } from '../testing/tiny-engine.ts';

const LORA = { rank: 2, alpha: 4 };

describe('adapters', () => {
  beforeAll(() => activate('cpu'));

  it('change nothing before training', async () => {
    const [base, adapted] = [tinyEngine(), tinyEngine({ lora: LORA })];
    expect(await adapted.logprobs(LESSONS)).toEqual(await base.logprobs(LESSONS));
    // rank · (in + out) numbers for q, k, v, o, gate, up and down of each of the two layers.
    const added = 2 * 2 * (32 + 24 + 24 + 32 + 36 + 36 + 36);
    expect(adapted.parameterCount).toBe(base.parameterCount + added);
  });

  it.each([
    [['q_proj', 'v_proj'], 2 * 2 * (32 + 24)],
    [['down_proj'], 2 * 2 * 36],
  ] as const)('on %o alone learn, and are merged for sampling', async (projections, added) => {
    const lora = { ...LORA, projections };
    const [base, adapted] = [tinyEngine(), tinyEngine({ lora })];
    expect(adapted.parameterCount).toBe(base.parameterCount + added);
    const before = await adapted.logprobs(LESSONS);
    await adapted.forwardBackward(LESSONS);
    await adapted.optimStep({ ...ADAM, learningRate: 0.3 });
    const after = await adapted.logprobs(LESSONS);
    expect(greatestDifference(after, before)).toBeGreaterThan(1e-3);
    const [sample] = await adapted.sample([{ context: [1, 2, 3], seed: 1 }], {
      temperature: 1,
      maxNewTokens: 6,
    });
    const { tokens = [], logprobs = [] } = sample ?? {};
    const scored = await adapted.logprobs([{ context: [1, 2, 3], completion: [...tokens] }]);
    expect(greatestDifference(scored, [logprobs])).toBeLessThan(1e-5);
  });

  it('leave the weights that they adapt as they were', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waltz-adapters-'));
    const [base, adapted] = [tinyEngine(), tinyEngine({ lora: LORA }, 2)];
    await base.saveWeights(join(folder, 'base.safetensors'));
    await adapted.loadWeights(join(folder, 'base.safetensors'), { optimiser: false });
    expect(await adapted.logprobs(LESSONS)).toEqual(await base.logprobs(LESSONS));
    await adapted.forwardBackward(LESSONS);
    await adapted.optimStep(ADAM);
    expect(
      greatestDifference(await adapted.logprobs(LESSONS), await base.logprobs(LESSONS)),
    ).toBeGreaterThan(1e-3);
    // Reading the base again gives fresh adapters: all that was trained is gone.
    await adapted.loadWeights(join(folder, 'base.safetensors'), { optimiser: false });
    expect(await adapted.logprobs(LESSONS)).toEqual(await base.logprobs(LESSONS));
  });

  it('are read back by a frozen copy, which is what a reference policy does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waltz-adapters-'));
    const adapted = tinyEngine({ lora: LORA });
    await adapted.forwardBackward(LESSONS);
    await adapted.optimStep(ADAM);
    await adapted.saveWeights(join(folder, 'adapted.safetensors'));
    const trained = await adapted.logprobs(LESSONS);
    const reference = await adapted.fork();
    await adapted.forwardBackward(LESSONS);
    await adapted.optimStep(ADAM);
    expect(await reference.logprobs(LESSONS)).toEqual(trained);
    const later = await adapted.fork();
    await later.loadWeights(join(folder, 'adapted.safetensors'), { optimiser: false });
    expect(await later.logprobs(LESSONS)).toEqual(trained);
    await expect(reference.forwardBackward(LESSONS)).rejects.toThrow('frozen copy');
  });
});
