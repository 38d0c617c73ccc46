import { countOf, textOf, type Rule } from '../rule.ts';

const CONSTRAINED_ANSWERS = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.'];

/** Lines that begin with a dash, or with one asterisk. */
export const numberOfBulletPoints: Rule = (response, given) => {
  const asterisks = response.match(/^\s*\*[^*].*$/gmu) ?? [];
  const dashes = response.match(/^\s*-.*$/gmu) ?? [];
  return asterisks.length + dashes.length === countOf(given, 'num_bullets');
};

export const constrainedResponse: Rule = (response) =>
  CONSTRAINED_ANSWERS.some((answer) => response.includes(answer));

/** Texts between asterisks. Those between two asterisks count as texts between one too, unless they are taken apart. */
export const numberOfHighlights: Rule = (response, given) => {
  const single = response.match(/\*[^\n*]*\*/gu) ?? [];
  const double = response.match(/\*\*[^\n*]*\*\*/gu) ?? [];
  const highlights = [...single, ...double].filter(
    (text) => text.replaceAll('*', '').trim() !== '',
  );
  return highlights.length >= countOf(given, 'num_highlights');
};

/** Sections begin with the word that marks them and a number. */
export const numberOfSections: Rule = (response, given) => {
  const mark = textOf(given, 'section_spliter')
    .trim()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const sections = response.split(new RegExp(String.raw`\s?${mark}\s?\d+\s?`, 'u'));
  return sections.length - 1 >= countOf(given, 'num_sections');
};

/** The whole response is JSON, in a fence of Markdown or not. */
export const json: Rule = (response) => {
  const content = response
    .trim()
    .replace(/^```(?:json|Json|JSON)?/u, '')
    .replace(/```$/u, '')
    .trim();
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
};

/** A text between double angular brackets. */
export const title: Rule = (response) =>
  (response.match(/<<[^\n]+>>/gu) ?? []).some(
    (found) => found.replace(/^<+/u, '').replace(/>+$/u, '').trim() !== '',
  );
