/** What a word is made of, as NLTK has it. */
const WORD = String.raw`[\p{L}\p{M}\p{N}\p{Pc}\p{Join_Control}]`;
const CONTRACTION = /(?=n['’]t$|['’](?:s|m|d|ll|re|ve)$)/iu;
/** Space after a mark that ends a sentence; an ellipsis ends one before a capital alone. */
const SENTENCE_END = /(?<=(?:[^.][.]|[?!])["'”’)}\]*]*)\s+|(?<=[.]{2,}["'”’)}\]*]*)\s+(?=\p{Lu})/u;
/** Words before a full stop that ends no sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|a\.m|p\.m|u\.s|[b-hj-z])\.$/iu;

/** The number of words, as runs of letters, digits and underscores. */
export function countWords(text: string): number {
  return (text.match(new RegExp(`${WORD}+`, 'gu')) ?? []).length;
}

/** How often `words` occur in any case, inside other words too. */
export function occurrences(text: string, words: string): number {
  return (text.match(new RegExp(escaped(words), 'giu')) ?? []).length;
}

/** Whether `words` occur in any case, and not inside other words. */
export function hasWords(text: string, words: string): boolean {
  return new RegExp(`(?<!${WORD})${escaped(words)}(?!${WORD})`, 'iu').test(text);
}

/**
 * The tokens of a text, split much as the Penn Treebank does: punctuation apart, contractions in two, words with
 * hyphens whole.
 */
export function tokensOf(text: string): readonly string[] {
  return text
    .split(/\s+|[;@#$%&?!"“”()[\]{}<>]|--|\.{2,}|[,:](?!\d)/u)
    .flatMap((token) => token.split(CONTRACTION))
    .filter((token) => token !== '');
}

/**
 * The number of sentences: what ends with a full stop, a question mark or an exclamation mark before a space, and what is
 * left. Line breaks end none, as in Punkt, which the published figures come from; Punkt knows more abbreviations.
 */
export function countSentences(text: string): number {
  const parts = text.trim().split(SENTENCE_END);
  const unfinished = parts.slice(0, -1).filter((part) => ABBREVIATION.test(part));
  return parts.length - unfinished.length - (parts.at(-1) === '' ? 1 : 0);
}

/** At least one letter with case, and none in lower case. */
export function isUpperCase(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

/** At least one letter with case, and none in upper case. */
export function isLowerCase(text: string): boolean {
  return text === text.toLowerCase() && text !== text.toUpperCase();
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
