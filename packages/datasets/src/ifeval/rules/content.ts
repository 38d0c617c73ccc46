import { countOf, textOf, type Rule } from '../rule.ts';

/** Texts in square brackets. */
export const numberOfPlaceholders: Rule = (response, given) =>
  (response.match(/\[.*?\]/gu) ?? []).length >= countOf(given, 'num_placeholders');

/** The mark of a postscript, anywhere; the two common ones with or without spaces between their letters. */
export const postscript: Rule = (response, given) => {
  const marker = textOf(given, 'postscript_marker').trim();
  const text = response.toLowerCase();
  switch (marker) {
    case 'P.P.S':
      return /p\.\s?p\.\s?s/u.test(text);
    case 'P.S.':
      return /p\.\s?s\./u.test(text);
    default:
      return text.includes(marker.toLowerCase());
  }
};
