import type { Rule } from './rule.ts';
import { numberOfPlaceholders, postscript } from './rules/content.ts';
import {
  constrainedResponse,
  json,
  numberOfBulletPoints,
  numberOfHighlights,
  numberOfSections,
  title,
} from './rules/format.ts';
import {
  capitalWordFrequency,
  existence,
  forbiddenWords,
  frequency,
  letterFrequency,
} from './rules/keywords.ts';
import { englishCapital, englishLowercase, responseLanguage } from './rules/language.ts';
import {
  firstWordOfParagraph,
  numberOfParagraphs,
  numberOfSentences,
  numberOfWords,
} from './rules/length.ts';
import { endPhrase, noComma, quotation, repeatedPrompt, twoResponses } from './rules/whole.ts';

/** The 25 instructions of IFEval (Zhou et al. 2023, arXiv 2311.07911), by their published ids. */
export const RULES: Readonly<Record<string, Rule>> = {
  'change_case:capital_word_frequency': capitalWordFrequency,
  'change_case:english_capital': englishCapital,
  'change_case:english_lowercase': englishLowercase,
  'combination:repeat_prompt': repeatedPrompt,
  'combination:two_responses': twoResponses,
  'detectable_content:number_placeholders': numberOfPlaceholders,
  'detectable_content:postscript': postscript,
  'detectable_format:constrained_response': constrainedResponse,
  'detectable_format:json_format': json,
  'detectable_format:multiple_sections': numberOfSections,
  'detectable_format:number_bullet_lists': numberOfBulletPoints,
  'detectable_format:number_highlighted_sections': numberOfHighlights,
  'detectable_format:title': title,
  'keywords:existence': existence,
  'keywords:forbidden_words': forbiddenWords,
  'keywords:frequency': frequency,
  'keywords:letter_frequency': letterFrequency,
  'language:response_language': responseLanguage,
  'length_constraints:nth_paragraph_first_word': firstWordOfParagraph,
  'length_constraints:number_paragraphs': numberOfParagraphs,
  'length_constraints:number_sentences': numberOfSentences,
  'length_constraints:number_words': numberOfWords,
  'punctuation:no_comma': noComma,
  'startend:end_checker': endPhrase,
  'startend:quotation': quotation,
};
