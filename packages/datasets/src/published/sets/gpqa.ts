import { RandomStream } from '@waltz/core';
import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { huggingFace } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { PublishedSet } from '../published-set.ts';
import { choosesRight, multipleChoice } from './multiple-choice.ts';

const RIGHT = 'Correct Answer';
const WRONG = ['Incorrect Answer 1', 'Incorrect Answer 2', 'Incorrect Answer 3'];

/**
 * Questions that experts wrote and others cannot look up (Rein et al. 2023, arXiv 2311.12022): the 198 of the diamond
 * set. Its authors ask that the questions never stand in plain text on the web: do not publish the episodes of a run.
 */
export const gpqaDiamond: PublishedSet = {
  name: 'gpqa-diamond',
  path: 'gpqa/gpqa_diamond.csv',
  source: {
    name: 'GPQA',
    url: 'https://huggingface.co/datasets/Idavidrein/gpqa',
    licence: 'CC-BY-4.0, not to be published in plain text',
  },
  origin: huggingFace(
    'Idavidrein/gpqa',
    '5233cd1db58884ed0bf678c7c6be731722a23f84',
    'gpqa_diamond.csv',
  ),
  evaluationOnly: 'a benchmark',
  columns: ['Record ID', 'Question', 'High-level domain', RIGHT, ...WRONG],
  read: readQuestion,
  isRight: choosesRight,
};

/** The answers are shuffled by the record's own stream: in every run alike, and apart from the other records. */
function readQuestion(row: TableRow): PromptReading {
  const id = textOf(row, 'Record ID');
  const columns = RandomStream.of('gpqa choices', id).shuffle([RIGHT, ...WRONG]);
  const choices = columns.map((column) => cleaned(textOf(row, column)));
  if (choices.includes('')) return { malformed: 'no four answers' };
  const shown = multipleChoice(textOf(row, 'Question'), choices, columns.indexOf(RIGHT));
  if (shown === null) return { malformed: 'no four answers' };
  return {
    items: [
      {
        id,
        text: shown.text,
        harm: 'benign',
        adversarial: false,
        kind: 'gpqa-diamond',
        traits: { subject: textOf(row, 'High-level domain'), answer: shown.answer },
      },
    ],
  };
}

/** Without the marks of the form that the answers were written in, as the common evaluations clean them. */
function cleaned(answer: string): string {
  return answer
    .replaceAll(' [title]', '. ')
    .replaceAll(/\[.*?\]/g, '')
    .replaceAll('  ', ' ')
    .trim();
}
