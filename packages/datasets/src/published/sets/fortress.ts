import { traitsOf } from '../../prompts/label-map.ts';
import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { huggingFace } from '@waltz/hub';
import { textOf, textsOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { PublishedSet } from '../published-set.ts';

/**
 * Attacks on matters of national security, each beside a benign prompt of the same topic (Knight et al. 2025, arXiv
 * 2506.14922). A row is two prompts. The trait `rubric` of an attack is a JSON list of questions to its answers.
 */
export const fortress: PublishedSet = {
  name: 'fortress',
  path: 'fortress/train-00000-of-00001.parquet',
  source: {
    name: 'FORTRESS',
    url: 'https://huggingface.co/datasets/ScaleAI/fortress_public',
    licence: 'ODC-BY, for evaluation alone',
  },
  origin: huggingFace(
    'ScaleAI/fortress_public',
    '0c096becbc75bb12065c8059a53960c7f0d4d35c',
    'data/train-00000-of-00001.parquet',
  ),
  sha256: 'cdc3687982cdb8abdbf6e7ce3155f69904e4bdc0003848d6a4ef3eaaa429f3a9',
  evaluationOnly: 'whose card allows evaluation alone',
  columns: ['ID', 'adversarial_prompt', 'benign_prompt', 'risk_domain', 'risk_subdomain', 'rubric'],
  read: readPair,
};

function readPair(row: TableRow): PromptReading {
  const id = textOf(row, 'ID');
  const traits = traitsOf(row, { domain: 'risk_domain', subdomain: 'risk_subdomain' });
  const rubric = textsOf(row, 'rubric');
  return {
    items: [
      {
        id: `${id}:harmful`,
        text: textOf(row, 'adversarial_prompt'),
        harm: 'harmful',
        adversarial: true,
        kind: 'fortress-harmful',
        traits: rubric === null ? traits : { ...traits, rubric: JSON.stringify(rubric) },
      },
      {
        id: `${id}:benign`,
        text: textOf(row, 'benign_prompt'),
        harm: 'benign',
        adversarial: false,
        kind: 'fortress-benign',
        traits,
      },
    ],
  };
}
