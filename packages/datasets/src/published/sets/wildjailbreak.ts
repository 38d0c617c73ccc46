import type { Harm } from '@waltz/core';
import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { huggingFace } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { PublishedSet } from '../published-set.ts';

/**
 * What each `data_type` stands for. The label comes from it alone: the evaluation file has a column `label` too, whose
 * meaning its card does not tell.
 */
const DATA_TYPES: Readonly<
  Record<string, { readonly column: 'vanilla' | 'adversarial'; readonly harm: Harm }>
> = {
  vanilla_harmful: { column: 'vanilla', harm: 'harmful' },
  vanilla_benign: { column: 'vanilla', harm: 'benign' },
  adversarial_harmful: { column: 'adversarial', harm: 'harmful' },
  adversarial_benign: { column: 'adversarial', harm: 'benign' },
};

const source = {
  name: 'WildJailbreak',
  url: 'https://huggingface.co/datasets/allenai/wildjailbreak',
  licence: 'ODC-BY, under the AI2 Responsible Use Guidelines',
};
const origin = (path: string) =>
  huggingFace('allenai/wildjailbreak', '5ddc12a7894f842b0619b8e1c7ee496b198af009', path);

/** Plain requests, harmful and benign, and each in a jailbreak's disguise (Jiang et al. 2024, arXiv 2406.18510). */
export const wildJailbreakTrain: PublishedSet = {
  name: 'wildjailbreak-train',
  path: 'wildjailbreak/train/train.tsv',
  source,
  origin: origin('train/train.tsv'),
  columns: ['vanilla', 'adversarial', 'data_type'],
  read: readRequest,
};

/** 2,000 harmful requests in disguise, and 210 benign ones. */
export const wildJailbreakEval: PublishedSet = {
  name: 'wildjailbreak-eval',
  path: 'wildjailbreak/eval/eval.tsv',
  source,
  origin: origin('eval/eval.tsv'),
  evaluationOnly: 'the evaluation set of its authors',
  columns: ['adversarial', 'data_type'],
  read: readRequest,
};

function readRequest(row: TableRow): PromptReading {
  const name = textOf(row, 'data_type');
  const type = Object.hasOwn(DATA_TYPES, name) ? DATA_TYPES[name] : undefined;
  if (type === undefined) return { malformed: 'an unknown data_type' };
  const { column, harm } = type;
  return {
    items: [
      {
        text: textOf(row, column),
        harm,
        adversarial: column === 'adversarial',
        kind: `wildjailbreak-${column}-${harm}`,
        traits: {},
      },
    ],
  };
}
