import { RandomStream } from '@waltz/core';
import { huggingFace, type Origin } from '@waltz/hub';
import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { textOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import { labelled, type PublishedSet } from '../published-set.ts';
import { choosesRight, multipleChoice } from './multiple-choice.ts';

const source = {
  name: 'TruthfulQA',
  url: 'https://huggingface.co/datasets/truthfulqa/truthful_qa',
  licence: 'Apache-2.0',
};

function fileOf(path: string): Origin {
  return huggingFace('truthfulqa/truthful_qa', '741b8276f2d1982aa3d5b832d3ee81ed3b896490', path);
}

/** Questions that people answer wrongly (Lin et al. 2022, arXiv 2109.07958); the trait `answer` is the best answer. */
export const truthfulQa: PublishedSet = {
  name: 'truthfulqa',
  path: 'truthfulqa/generation/validation-00000-of-00001.parquet',
  source,
  origin: fileOf('generation/validation-00000-of-00001.parquet'),
  evaluationOnly: 'a benchmark',
  ...labelled({
    columns: { text: 'question', category: 'category', answer: 'best_answer' },
    harm: 'benign',
    kind: 'truthfulqa',
  }),
};

/** The same with lettered answers, of which one is right (MC1 of the paper). */
export const truthfulQaChoice: PublishedSet = {
  name: 'truthfulqa-choice',
  path: 'truthfulqa/multiple_choice/validation-00000-of-00001.parquet',
  source,
  origin: fileOf('multiple_choice/validation-00000-of-00001.parquet'),
  evaluationOnly: 'a benchmark',
  columns: ['question', 'mc1_targets'],
  read: readQuestion,
  isRight: choosesRight,
};

/** The right answer comes first in the file, so answers are shuffled by the question's own stream: in every run alike. */
function readQuestion(row: TableRow): PromptReading {
  const question = textOf(row, 'question');
  const targets = Object(row.cells['mc1_targets']) as Readonly<Record<string, unknown>>;
  const { choices, labels } = targets;
  if (!Array.isArray(choices) || !Array.isArray(labels) || choices.length !== labels.length) {
    return { malformed: 'no label for each of its answers' };
  }
  const answers = choices.map((choice: unknown, index) => ({
    text: String(choice),
    isRight: Number(labels[index]) === 1,
  }));
  const shuffled = RandomStream.of('truthfulqa choices', question).shuffle(answers);
  const right = shuffled.findIndex(({ isRight }) => isRight);
  const texts = shuffled.map(({ text }) => text);
  const shown = multipleChoice(question, texts, right);
  if (shown === null) return { malformed: 'no right answer' };
  return {
    items: [
      {
        text: shown.text,
        harm: 'benign',
        adversarial: false,
        kind: 'truthfulqa-choice',
        traits: { answer: shown.answer },
      },
    ],
  };
}
