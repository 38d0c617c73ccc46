const LETTERS = ['A', 'B', 'C', 'D'] as const;

/** A question with four answers, as the evaluations of MMLU show it, and the letter of the right one. */
export function multipleChoice(
  question: string,
  choices: readonly string[],
  right: number,
): { readonly text: string; readonly answer: string } | null {
  const answer = LETTERS[right];
  if (choices.length !== LETTERS.length || answer === undefined) return null;
  const lines = LETTERS.map((letter, index) => `${letter}. ${choices[index] ?? ''}`);
  return { text: [question.trim(), ...lines, 'Answer:'].join('\n'), answer };
}
