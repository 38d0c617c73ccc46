import { deriveSeed, type Prompt, type Split } from '@waltz/core';
import { groupNearDuplicates } from './near-duplicates.ts';
import { identityOf } from './text-identity.ts';

export interface SplitSettings {
  /** Share of the prompts that training never sees, about. */
  readonly heldOutShare: number;
  /** Decides which ones; it is not the run's seed, so that runs of any seed are measured on the same prompts. */
  readonly splitSeed: number;
}

/**
 * Puts each prompt on a side by what it says: the hash of its text decides, and near-duplicates follow the first of
 * their group in alphabetical order. So neither the order of the prompts nor the presence of others moves one, unless
 * they are near-duplicates of it. Throws when a side is empty.
 */
export function splitByContent(
  prompts: readonly Prompt[],
  { heldOutShare, splitSeed }: SplitSettings,
): Readonly<Record<Split, readonly Prompt[]>> {
  const identities = prompts.map(({ text }) => identityOf(text));
  const groups = groupNearDuplicates(identities);
  const keys = new Map<number, string>();
  groups.forEach((group, index) => {
    const [identity, key] = [identities[index] ?? '', keys.get(group)];
    if (key === undefined || identity < key) keys.set(group, identity);
  });
  const isHeldOut = groups.map(
    (group) => deriveSeed(['split', splitSeed, keys.get(group) ?? '']) < heldOutShare * 2 ** 32,
  );
  const split = {
    train: prompts.filter((_, index) => isHeldOut[index] === false),
    'held-out': prompts.filter((_, index) => isHeldOut[index] === true),
  };
  for (const [side, { length }] of Object.entries(split)) {
    if (length > 0) continue;
    throw new Error(
      `the ${side} split is empty: ${prompts.length} prompts with dataset.heldOutShare=${heldOutShare} and ` +
        `dataset.splitSeed=${splitSeed}; give more prompts, or another share or seed`,
    );
  }
  return split;
}
