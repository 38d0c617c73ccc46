import type { Prompt } from '@waltz/core';
import { chosenLetter } from '../../answers/chosen-letter.ts';

const LETTERS: readonly string[] = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/**
 * A question with its answers, as the evaluations of MMLU show it, and the letter of the right one; null where there is no
 * right one, and where there are not as many answers as letters go.
 */
export function multipleChoice(
  question: string,
  choices: readonly string[],
  right: number,
): { readonly text: string; readonly answer: string } | null {
  const answer = LETTERS[right];
  if (answer === undefined || right >= choices.length || choices.length > LETTERS.length) {
    return null;
  }
  const lines = choices.map((choice, index) => `${LETTERS[index] ?? ''}. ${choice}`);
  return { text: [question.trim(), ...lines, 'Answer:'].join('\n'), answer };
}

/** Whether a response chooses the letter of the right answer, which is the prompt's trait `answer`. */
export function choosesRight({ traits }: Prompt, response: string): boolean {
  return chosenLetter(response) === traits['answer'];
}
