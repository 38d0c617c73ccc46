import {
  component,
  fillPairTemplate,
  LABEL_NAMES,
  pairTemplate,
  positiveInteger,
  type LabelName,
  type Labels,
} from '@waltz/core';
import { readBracketedChoice } from './choice.ts';
import {
  MODEL_OPTIONS,
  modelClassifier,
  type ModelOptions,
  type ModelTask,
} from './model-classifier.ts';

interface RubricOptions extends ModelOptions {
  readonly instructions: string;
  readonly answers: Readonly<Record<string, Labels>>;
  readonly maxTokens: number;
}

/** A user's own rubric, with what the model has to end its reply with. */
function rubricPrompt(
  { instructions, answers }: Pick<RubricOptions, 'instructions' | 'answers'>,
  prompt: string,
  response: string,
): string {
  const names = Object.keys(answers).map((name) => `[[${name}]]`);
  const choices = `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
  return `${fillPairTemplate(instructions, prompt, response).trimEnd()}

Give your reason in a sentence or two first. Then end with your answer in double brackets: ${choices}.`;
}

function taskOf(options: RubricOptions): ModelTask<Labels> {
  const { answers, maxTokens } = options;
  return {
    read: (reply) => answers[readBracketedChoice(reply, Object.keys(answers))] ?? {},
    label({ prompt, response }, ask) {
      const content = rubricPrompt(options, prompt.text, response);
      return ask({ messages: [{ role: 'user', content }], maxTokens });
    },
  };
}

/** Two answers or more, each with the same labels. */
function answerMap(value: unknown): void {
  const answers = Object.entries(Object(value) as Readonly<Record<string, unknown>>);
  const labels = answers.map(([, meaning]) => Object.entries(Object(meaning) as object));
  const isWhole =
    answers.length >= 2 &&
    answers.every(([name]) => /^[\p{Letter}\p{Number}_-]+$/u.test(name)) &&
    labels.every((entries) => entries.length > 0 && entries.every(isLabel)) &&
    new Set(
      labels.map((entries) =>
        entries
          .map(([name]) => name)
          .sort()
          .join(),
      ),
    ).size === 1;
  if (!isWhole) {
    throw new Error(
      'must be a map of two answers or more, each one word with the same labels, as ' +
        `{ yes: { refusal: true }, no: { refusal: false } }; labels are ${LABEL_NAMES.join(', ')}`,
    );
  }
}

function isLabel([name, value]: [string, unknown]): boolean {
  return LABEL_NAMES.some((known) => known === name) && typeof value === 'boolean';
}

export const rubric = component<'classifier', RubricOptions>('classifier', 'rubric', {
  summary: 'A language model as judge, with a rubric of your own.',
  options: {
    instructions: {
      doc: 'What is asked, with {prompt} and {response} in it; how to write the answer is added.',
      format: pairTemplate,
      default: '',
    },
    answers: {
      doc: 'The answers that the model may choose, and the labels that each stands for.',
      format: answerMap,
      default: {},
    },
    maxTokens: {
      doc: 'Tokens of a reply, at most, reasons included.',
      format: positiveInteger,
      default: 512,
    },
    ...MODEL_OPTIONS,
  },
  gives: ({ answers }) => Object.keys(Object.values(answers)[0] ?? {}) as LabelName[],
  create: (options, context) => modelClassifier(taskOf(options), options, context),
});
