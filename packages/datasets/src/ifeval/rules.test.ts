import { describe, expect, it } from 'vitest';
import type { RuleArguments } from './rule.ts';
import { RULES } from './rules.ts';

interface Case {
  readonly given?: RuleArguments;
  readonly follow: readonly string[];
  readonly break: readonly string[];
}

const ENGLISH = 'the bread rises in the warm kitchen while we wait for the oven to heat up';
const GERMAN = 'Das Brot geht in der warmen Küche auf, während wir auf den heißen Ofen warten.';
const TAMIL = 'ரொட்டி சூடான அடுப்பில் வேகிறது, நாங்கள் காத்திருக்கிறோம்.';

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'change_case:capital_word_frequency': [
    {
      given: { capital_relation: 'at least', capital_frequency: 2 },
      follow: ['BAKE the BREAD', 'I do. I bake.', "IT'S warm", '(OVEN), HOT!'],
      break: ['BAKE the bread', 'Bake The Bread', 'WELL-RISEN bread', '1 2 3'],
    },
    {
      given: { capital_relation: 'less than', capital_frequency: 1 },
      follow: ['no capitals', ''],
      break: ['ONE word'],
    },
  ],
  'change_case:english_capital': [
    { follow: [ENGLISH.toUpperCase()], break: [ENGLISH, GERMAN.toUpperCase(), '1, 2, 3'] },
  ],
  'change_case:english_lowercase': [
    { follow: [ENGLISH], break: [`The ${ENGLISH}`, GERMAN.toLowerCase(), '1, 2, 3'] },
  ],
  'combination:repeat_prompt': [
    {
      given: { prompt_to_repeat: 'Bake a loaf. ' },
      follow: ['Bake a loaf. Done.', ' bake A loaf.'],
      break: ['Sure. Bake a loaf.', 'Bake a cake.'],
    },
  ],
  'combination:two_responses': [
    {
      follow: ['one ****** two', '******one******two******'],
      break: ['one', 'one ****** one', 'a ****** b ****** c', 'a ****** ****** b'],
    },
  ],
  'detectable_content:number_placeholders': [
    {
      given: { num_placeholders: 2 },
      follow: ['[name], [street]', '[a][b][c]'],
      break: ['[a\n] [b]'],
    },
  ],
  'detectable_content:postscript': [
    {
      given: { postscript_marker: 'P.S.' },
      follow: ['Bread.\nP.S. Eat it', 'p. s. eat'],
      break: ['Bread.', 'PS eat it', 'P.P.S eat it'],
    },
    {
      given: { postscript_marker: 'P.P.S' },
      follow: ['P.P.S eat it', 'p. p. s'],
      break: ['P.S. eat'],
    },
    { given: { postscript_marker: 'N.B. ' }, follow: ['n.b. eat it'], break: ['nb eat it'] },
  ],
  'detectable_format:constrained_response': [
    {
      follow: ['My answer is yes.', 'Well. My answer is maybe.'],
      break: ['yes', 'my answer is yes.'],
    },
  ],
  'detectable_format:json_format': [
    {
      follow: ['{"a": 1}', '```json\n[1]\n```', '```\n"a"\n```', '7'],
      break: ['{a: 1}', 'Here: {"a": 1}', '```json\n[1\n```'],
    },
  ],
  'detectable_format:multiple_sections': [
    {
      given: { section_spliter: 'Section', num_sections: 2 },
      follow: ['Section 1\na\nSection 2\nb', 'Section1 a Section2 b Section3 c'],
      break: ['Section 1 a', 'Section one, Section two', 'SECTION 1 a SECTION 2 b'],
    },
  ],
  'detectable_format:number_bullet_lists': [
    {
      given: { num_bullets: 2 },
      follow: ['* a\n* b', 'x\n- a\n  - b', '* a\n- b'],
      break: ['* a', '* a\n* b\n* c', '**a**\n**b**'],
    },
  ],
  'detectable_format:number_highlighted_sections': [
    {
      given: { num_highlights: 2 },
      follow: ['*a* and *b*', '*a* and **b**'],
      break: ['*a*', '* * *', '*a\nb*'],
    },
  ],
  'detectable_format:title': [
    { follow: ['<<Bread>>\ntext', 'a <<b c>> d'], break: ['<Bread>', '<< >>', '<<a\nb>>'] },
  ],
  'keywords:existence': [
    {
      given: { keywords: ['loaf', 'Oven'] },
      follow: ['The loaf, the oven', 'LOAFING in ovens'],
      break: ['loaf'],
    },
  ],
  'keywords:forbidden_words': [
    {
      given: { forbidden_words: ['loaf', 'été'] },
      follow: ['loafing', 'tétés'],
      break: ['A Loaf!', "L'été"],
    },
  ],
  'keywords:frequency': [
    {
      given: { keyword: 'loaf', frequency: 2, relation: 'at least' },
      follow: ['Loaf and loaf', 'loafloaf'],
      break: ['loaf'],
    },
    {
      given: { keyword: 'c++', frequency: 1, relation: 'less than' },
      follow: ['cc'],
      break: ['a C++ b'],
    },
  ],
  'keywords:letter_frequency': [
    {
      given: { letter: 'O', let_frequency: 2, let_relation: 'at least' },
      follow: ['Oo', 'good'],
      break: ['on'],
    },
    {
      given: { letter: '!', let_frequency: 2, let_relation: 'less than' },
      follow: ['a!'],
      break: ['!!'],
    },
  ],
  'language:response_language': [
    { given: { language: 'de' }, follow: [GERMAN], break: [ENGLISH, TAMIL] },
    { given: { language: 'ta' }, follow: [TAMIL, '1, 2'], break: [ENGLISH, GERMAN] },
  ],
  'length_constraints:nth_paragraph_first_word': [
    {
      given: { num_paragraphs: 2, nth_paragraph: 2, first_word: 'Bread' },
      follow: ['One.\n\nBread is two.', 'One.\n\n"bread," she said.'],
      break: ['Bread.\n\nTwo.', 'One.\n\nBreads.', 'One.\n\nBread.\n\nThree.', 'Bread.'],
    },
  ],
  'length_constraints:number_paragraphs': [
    {
      given: { num_paragraphs: 2 },
      follow: ['a\n***\nb', '*** a *** b ***'],
      break: ['a', 'a\n\nb', 'a *** *** b', 'a *** b *** c'],
    },
  ],
  'length_constraints:number_sentences': [
    {
      given: { num_sentences: 2, relation: 'at least' },
      follow: ['It is hot. It is bread.', 'What? No!', 'One\ntwo. Three'],
      break: [
        'One',
        'Dr. Loaf bakes',
        'A title\n\nand a text.',
        'It costs 1.5 loaves at 4 a.m. today',
      ],
    },
    {
      given: { num_sentences: 2, relation: 'less than' },
      follow: ['One.', ''],
      break: ['One. Two.'],
    },
  ],
  'length_constraints:number_words': [
    {
      given: { num_words: 3, relation: 'at least' },
      follow: ['one two three', 'one, two-three', 'zwei größere Öfen'],
      break: ['one two', 'größere Öfen'],
    },
    {
      given: { num_words: 3, relation: 'less than' },
      follow: ['one two'],
      break: ['one two three'],
    },
  ],
  'punctuation:no_comma': [{ follow: ['bread; butter'], break: ['bread, butter'] }],
  'startend:end_checker': [
    {
      given: { end_phrase: 'Is that all? ' },
      follow: ['Bread. Is that all?', '"bread. is that ALL?"\n'],
      break: ['Is that all? Yes.'],
    },
  ],
  'startend:quotation': [
    {
      follow: ['"Bread\nand butter"', ' "" '],
      break: ['Bread', '"Bread" and butter', '"', '“Bread”'],
    },
  ],
};

it('has a case for each of the 25 rules', () => {
  expect(Object.keys(CASES)).toEqual(Object.keys(RULES));
  expect(Object.keys(RULES)).toHaveLength(25);
});

describe.each(Object.entries(CASES))('%s', (id, cases) => {
  it.each(cases.flatMap((one) => one.follow.map((response) => [response, one] as const)))(
    'is followed by %j',
    (response, { given }) => {
      expect(RULES[id]?.(response, given ?? {})).toBe(true);
    },
  );

  it.each(cases.flatMap((one) => one.break.map((response) => [response, one] as const)))(
    'is not followed by %j',
    (response, { given }) => {
      expect(RULES[id]?.(response, given ?? {})).toBe(false);
    },
  );
});

describe('arguments', () => {
  it.each([
    ['keywords:existence', {}, 'keywords must be a list of texts'],
    ['length_constraints:number_words', { relation: 'at least' }, 'num_words must be a number'],
    ['length_constraints:number_words', { relation: 'at most', num_words: 1 }, 'not "at most"'],
    ['startend:end_checker', { end_phrase: 7 }, 'end_phrase must be a text'],
    ['language:response_language', { language: 'xx' }, 'language must be one of ar, bg'],
  ])('of %s have to be there: %j', (id, given, problem) => {
    expect(() => RULES[id]?.('text', given)).toThrow(problem);
  });
});
