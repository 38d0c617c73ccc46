import { franc } from 'franc';
import { textOf, type Rule } from '../rule.ts';
import { isLowerCase, isUpperCase } from '../words.ts';

/** The languages that IFEval asks for: codes of ISO 639-1, and the codes that the detector has for them. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ar: 'arb',
  bg: 'bul',
  bn: 'ben',
  de: 'deu',
  en: 'eng',
  es: 'spa',
  fa: 'pes',
  fi: 'fin',
  fr: 'fra',
  gu: 'guj',
  he: 'heb',
  hi: 'hin',
  it: 'ita',
  ja: 'jpn',
  kn: 'kan',
  ko: 'kor',
  ml: 'mal',
  mr: 'mar',
  ne: 'nep',
  pa: 'pan',
  pl: 'pol',
  pt: 'por',
  ru: 'rus',
  sw: 'swh',
  ta: 'tam',
  te: 'tel',
  th: 'tha',
  uk: 'ukr',
  ur: 'urd',
  vi: 'vie',
};
/** What the detector says when it cannot say. */
const UNDETERMINED = 'und';

export const responseLanguage: Rule = (response, given) =>
  isIn(response, textOf(given, 'language'));

export const englishCapital: Rule = (response) => isUpperCase(response) && isIn(response, 'en');

export const englishLowercase: Rule = (response) => isLowerCase(response) && isIn(response, 'en');

/** True where no language can be made out, as in the reference. */
function isIn(text: string, language: string): boolean {
  const wanted = LANGUAGES[language];
  if (wanted === undefined) {
    throw new Error(
      `language must be one of ${Object.keys(LANGUAGES).join(', ')}, not "${language}"`,
    );
  }
  const found = franc(text, { only: Object.values(LANGUAGES) });
  return found === UNDETERMINED || found === wanted;
}
