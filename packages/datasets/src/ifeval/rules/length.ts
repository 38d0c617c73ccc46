import { countOf, relates, textOf, type Rule } from '../rule.ts';
import { countSentences, countWords } from '../words.ts';

export const numberOfWords: Rule = (response, given) =>
  relates(countWords(response), textOf(given, 'relation'), countOf(given, 'num_words'));

export const numberOfSentences: Rule = (response, given) =>
  relates(countSentences(response), textOf(given, 'relation'), countOf(given, 'num_sentences'));

/** Paragraphs between dividers of three asterisks; the first and the last may be empty, none between them. */
export const numberOfParagraphs: Rule = (response, given) => {
  const paragraphs = response.split(/\s?\*\*\*\s?/u).map((paragraph) => paragraph.trim());
  if (paragraphs.slice(1, -1).includes('')) return false;
  return (
    paragraphs.filter((paragraph) => paragraph !== '').length === countOf(given, 'num_paragraphs')
  );
};

/** Paragraphs between blank lines; the word is what stands before the first mark of punctuation. */
export const firstWordOfParagraph: Rule = (response, given) => {
  const paragraphs = response.split('\n\n').map((paragraph) => paragraph.trim());
  const written = paragraphs.filter((paragraph) => paragraph !== '').length;
  const nth = countOf(given, 'nth_paragraph');
  const [start = ''] = (nth <= written ? (paragraphs[nth - 1] ?? '') : '').split(/\s/u);
  const [word = ''] = start
    .replace(/^'+/, '')
    .replace(/^"+/, '')
    .split(/[.,?!'"]/u);
  return (
    written === countOf(given, 'num_paragraphs') &&
    word !== '' &&
    word.toLowerCase() === textOf(given, 'first_word').toLowerCase()
  );
};
