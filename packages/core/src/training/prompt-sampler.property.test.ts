import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePrompt } from '../testing/make-episode.ts';
import { PromptSampler } from './prompt-sampler.ts';

const promptsOf = (kind: string, count: number) =>
  Array.from({ length: count }, (_, index) => makePrompt(kind, `${kind} ${index}`));

const idsOf = (sampler: PromptSampler, start: number, count: number) =>
  sampler.draw(start, count).map(({ id }) => id);

const sizes = fc.integer({ min: 1, max: 30 });

describe('the prompt sampler', () => {
  it('takes as many harmful as benign prompts, each once an epoch of its half', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), (harmful, benign, seed) => {
        const prompts = [...promptsOf('harmful', harmful), ...promptsOf('benign', benign)];
        const sampler = new PromptSampler(prompts, seed);
        const drawn = sampler.draw(0, 2 * harmful);
        const ofHarm = drawn.filter(({ harm }) => harm === 'harmful');
        expect(ofHarm).toHaveLength(harmful);
        expect(new Set(ofHarm.map(({ id }) => id)).size).toBe(harmful);
      }),
    );
  });

  it('is a function of seed and position alone', () => {
    const prompts = [...promptsOf('harmful', 7), ...promptsOf('benign', 5)];
    fc.assert(
      fc.property(fc.nat(), fc.nat(200), fc.nat(40), (seed, start, count) => {
        const all = idsOf(new PromptSampler(prompts, seed), 0, start + count);
        expect(idsOf(new PromptSampler(prompts, seed), start, count)).toEqual(all.slice(start));
      }),
    );
  });

  it('shuffles every epoch anew', () => {
    const sampler = new PromptSampler(promptsOf('benign', 20), 1);
    expect(idsOf(sampler, 20, 20)).not.toEqual(idsOf(sampler, 0, 20));
    expect(idsOf(sampler, 20, 20).sort()).toEqual(idsOf(sampler, 0, 20).sort());
  });

  it('draws from one half when there is no other', () => {
    expect(new Set(idsOf(new PromptSampler(promptsOf('harmful', 3), 1), 0, 3)).size).toBe(3);
  });

  it('refuses an empty dataset', () => {
    expect(() => new PromptSampler([], 1)).toThrow('no training prompts');
  });
});
