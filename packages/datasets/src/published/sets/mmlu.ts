import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { huggingFace } from '@waltz/hub';
import { textOf, textsOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { PublishedSet } from '../published-set.ts';
import { choosesRight, multipleChoice } from './multiple-choice.ts';

/** Exam questions of 57 subjects (Hendrycks et al. 2021, arXiv 2009.03300), without examples before them. */
export const mmlu: PublishedSet = {
  name: 'mmlu',
  path: 'mmlu/all/test-00000-of-00001.parquet',
  source: { name: 'MMLU', url: 'https://huggingface.co/datasets/cais/mmlu', licence: 'MIT' },
  origin: huggingFace(
    'cais/mmlu',
    'c30699e8356da336a370243923dbaf21066bb9fe',
    'all/test-00000-of-00001.parquet',
  ),
  evaluationOnly: 'a benchmark',
  columns: ['question', 'subject', 'choices', 'answer'],
  read: readQuestion,
  isRight: choosesRight,
};

function readQuestion(row: TableRow): PromptReading {
  const right = textOf(row, 'answer');
  const choices = textsOf(row, 'choices') ?? [];
  if (choices.length !== 4) return { malformed: 'no four choices' };
  const shown = multipleChoice(textOf(row, 'question'), choices, right === '' ? -1 : Number(right));
  if (shown === null) return { malformed: 'no answer from 0 to 3' };
  return {
    items: [
      {
        text: shown.text,
        harm: 'benign',
        adversarial: false,
        kind: 'mmlu',
        traits: { subject: textOf(row, 'subject'), answer: shown.answer },
      },
    ],
  };
}
