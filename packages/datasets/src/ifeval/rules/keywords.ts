import { countOf, relates, textOf, textsOf, type Rule } from '../rule.ts';
import { hasWords, isUpperCase, occurrences, tokensOf } from '../words.ts';

export const existence: Rule = (response, given) =>
  textsOf(given, 'keywords').every((keyword) => occurrences(response, keyword) > 0);

export const frequency: Rule = (response, given) =>
  relates(
    occurrences(response, textOf(given, 'keyword').trim()),
    textOf(given, 'relation'),
    countOf(given, 'frequency'),
  );

export const forbiddenWords: Rule = (response, given) =>
  !textsOf(given, 'forbidden_words').some((word) => hasWords(response, word));

/** Of a letter, or of another character. */
export const letterFrequency: Rule = (response, given) => {
  const letter = textOf(given, 'letter').toLowerCase();
  const actual = response.toLowerCase().split(letter).length - 1;
  return relates(actual, textOf(given, 'let_relation'), countOf(given, 'let_frequency'));
};

/** How many words are in capitals alone. */
export const capitalWordFrequency: Rule = (response, given) =>
  relates(
    tokensOf(response).filter(isUpperCase).length,
    textOf(given, 'capital_relation'),
    countOf(given, 'capital_frequency'),
  );
