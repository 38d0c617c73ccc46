import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Prompt, Split } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createPublishedDataset, type PublishedOptions } from './published/published-dataset.ts';
import { trainingSets } from './published/set-choice.ts';
import { groupNearDuplicates } from './split/near-duplicates.ts';
import { createCompactedBpe } from './tokenizer/compacted-bpe.ts';

const checkout = resolve(import.meta.dirname, '../../..');
const root = join(checkout, '../shared/data');
const experiment = parse(
  readFileSync(join(checkout, 'experiments/_public-prompts.yaml'), 'utf8'),
) as { readonly dataset: Omit<PublishedOptions, 'maxMalformedShare' | 'benchmarks' | 'fetch'> };

async function load(maxCharacters: number | null) {
  const notices: string[] = [];
  const dataset = await createPublishedDataset(
    {
      ...experiment.dataset,
      benchmarks: [],
      fetch: false,
      root,
      maxCharacters,
      maxMalformedShare: 0,
    },
    { notice: (message) => notices.push(message) },
  );
  const sides: Readonly<Record<Split, readonly Prompt[]>> = {
    train: dataset.prompts('train'),
    'held-out': dataset.prompts('held-out'),
  };
  return { sides, prompts: [...sides.train, ...sides['held-out']], notices };
}

function countKinds(prompts: readonly Prompt[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind, harm } of prompts) {
    counts[`${kind} ${harm}`] = (counts[`${kind} ${harm}`] ?? 0) + 1;
  }
  return counts;
}

it('waltz-public-prompts lists its sets as the dataset wants them', () => {
  expect(() => trainingSets(experiment.dataset.sets)).not.toThrow();
});

const absent = !existsSync(root);
// Messages of failed expectations must not show prompts, so only counts, ids and truth values are compared.
describe.skipIf(absent)(`the published prompts${absent ? ` (not in ${root})` : ''}`, () => {
  it('are read whole, each with the label of its source', async () => {
    const { prompts, notices } = await load(null);
    expect(countKinds(prompts)).toEqual({
      'xstest-safe benign': 250,
      'xstest-unsafe harmful': 200,
      'or-bench-hard benign': 1319,
      'or-bench-toxic harmful': 655,
      'strongreject harmful': 313,
    });
    expect(notices).toEqual([]);
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(prompts.length);
    expect(new Set(prompts.flatMap(({ traits }) => Object.keys(traits)))).toEqual(
      new Set(['type', 'focus', 'category', 'origin']),
    );
  });

  it('are split so that no near-duplicate of a held-out prompt is trained on', async () => {
    const { sides, prompts } = await load(null);
    const groups = groupNearDuplicates(prompts.map(({ text }) => text));
    const trained = new Set(groups.slice(0, sides.train.length));
    expect(groups.slice(sides.train.length).filter((group) => trained.has(group))).toEqual([]);
    for (const kind of Object.keys(countKinds(prompts))) {
      const share = (countKinds(sides['held-out'])[kind] ?? 0) / (countKinds(prompts)[kind] ?? 0);
      expect(Math.abs(share - experiment.dataset.heldOutShare)).toBeLessThan(0.08);
    }
  });

  it('leave out the prompts that are too long for the experiment, and say how many', async () => {
    const { prompts, notices } = await load(160);
    expect(prompts).toHaveLength(2502);
    expect(notices).toEqual([
      expect.stringContaining('left out 235 of 2737 prompts because they are longer'),
    ]);
  });

  it.each([1, 2])(
    'come back to the letter from the tokenizer (minimumCount %d)',
    async (minimumCount) => {
      const { prompts } = await load(null);
      const tokenizer = createCompactedBpe(
        prompts.map(({ text }) => text),
        { minimumCount },
      );
      const changed = prompts.filter(
        ({ text }) => tokenizer.decode(tokenizer.encode(text)) !== text,
      );
      expect(changed.map(({ id }) => id)).toEqual([]);
      expect(tokenizer.vocabularySize).toBeLessThan(6000);
    },
  );
});
