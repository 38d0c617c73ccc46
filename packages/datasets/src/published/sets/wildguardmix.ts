import type { Harm } from '@waltz/core';
import { traitsOf } from '../../prompts/label-map.ts';
import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { huggingFace } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { PublishedSet } from '../published-set.ts';

const HARMS: Readonly<Record<string, Harm>> = { harmful: 'harmful', unharmful: 'benign' };

const shared = {
  source: {
    name: 'WildGuardMix',
    url: 'https://huggingface.co/datasets/allenai/wildguardmix',
    licence: 'ODC-BY, under the AI2 Responsible Use Guidelines',
  },
  columns: ['prompt', 'adversarial', 'prompt_harm_label', 'subcategory'],
  read: readPrompt,
};
// We know of no commit that somebody else relies on.
const origin = (path: string) => huggingFace('allenai/wildguardmix', 'main', path);

/** Prompts that WildGuard was trained on, made and gathered from several sources (Han et al. 2024, arXiv 2406.18495). */
export const wildGuardMixTrain: PublishedSet = {
  name: 'wildguardmix-train',
  path: 'wildguardmix/train/wildguard_train.parquet',
  origin: origin('train/wildguard_train.parquet'),
  ...shared,
};

/** Prompts that people labelled. */
export const wildGuardMixTest: PublishedSet = {
  name: 'wildguardmix-test',
  path: 'wildguardmix/test/wildguard_test.parquet',
  origin: origin('test/wildguard_test.parquet'),
  evaluationOnly: 'the test set of its authors',
  ...shared,
};

function readPrompt(row: TableRow): PromptReading {
  const label = textOf(row, 'prompt_harm_label');
  if (label === '') return { leftOut: 'no prompt_harm_label' };
  const harm = Object.hasOwn(HARMS, label) ? HARMS[label] : undefined;
  if (harm === undefined) return { malformed: 'an unknown prompt_harm_label' };
  const adversarial = textOf(row, 'adversarial') === 'true';
  return {
    items: [
      {
        text: textOf(row, 'prompt'),
        harm,
        adversarial,
        kind: `wildguardmix-${adversarial ? 'adversarial' : 'vanilla'}-${harm}`,
        traits: traitsOf(row, { category: 'subcategory' }),
      },
    ],
  };
}
