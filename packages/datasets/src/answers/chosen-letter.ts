/** After "answer", "the answer is" or "Answer:", perhaps in brackets or bold. */
const ANNOUNCED =
  /(?:answer|Answer|ANSWER)(?:\s+is)?\s*:?\s*[*("'[]*([A-Z])(?![\p{Letter}\p{Number}'’])/gu;
/** At the beginning, with a mark behind it or nothing else in its line. */
const FIRST = /^[*("'[\s]*([A-Z])(?:[*)"'\].:,]|\s*$)/mu;
/** The letter is a word of the sentence. */
const ARTICLE = /^\s+\p{Lowercase}/u;

/**
 * The letter of the answer that a response to a question with lettered answers chooses; null where it names none. The last
 * one that is announced as the answer counts, else one that the response begins with. "A" before a word is an article.
 */
export function chosenLetter(response: string): string | null {
  const announced = [...response.matchAll(ANNOUNCED)].filter(
    ({ 0: { length }, 1: letter, index }) =>
      letter !== 'A' || !ARTICLE.test(response.slice(index + length)),
  );
  const [, last] = announced.at(-1) ?? [];
  if (last !== undefined) return last;
  const [, first] = FIRST.exec(response.trimStart().split('\n', 1)[0] ?? '') ?? [];
  return first ?? null;
}
