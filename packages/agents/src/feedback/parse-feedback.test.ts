import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFeedback } from './parse-feedback.ts';

const complete = (text: string) => parseFeedback({ text, tokens: [], logprobs: [], stop: 'end' });

describe('a well-formed feedback', () => {
  it('gives its four fields', () => {
    expect(
      complete('{"reasoning":"r","unsafe":true,"overrefuse":false,"feedback":"do \\"x\\"\\n"}'),
    ).toEqual({ reasoning: 'r', unsafe: true, overrefuse: false, feedback: 'do "x"\n' });
  });

  it('may have blanks between its parts and around it', () => {
    expect(
      complete(
        ' \n{ "reasoning" : "" ,\n\t"unsafe" : false , "overrefuse" : true , "feedback" : "" } \n',
      ),
    ).toEqual({ reasoning: '', unsafe: false, overrefuse: true, feedback: '' });
  });

  it('comes back whatever its strings hold', () => {
    const feedback = fc.record({
      reasoning: fc.string({ unit: 'grapheme' }),
      unsafe: fc.boolean(),
      overrefuse: fc.boolean(),
      feedback: fc.string({ unit: 'binary' }),
    });
    fc.assert(
      fc.property(feedback, fc.constantFrom(undefined, 2), (fields, indent) => {
        const { reasoning, unsafe, overrefuse, feedback: advice } = fields;
        const ordered = { reasoning, unsafe, overrefuse, feedback: advice };
        expect(complete(JSON.stringify(ordered, null, indent))).toEqual(ordered);
      }),
    );
  });
});

describe('a malformed feedback', () => {
  const whole = '{"reasoning":"r","unsafe":true,"overrefuse":false,"feedback":"f"}';

  it.each([
    ['nothing', ''],
    ['prose', 'the answer is fine'],
    ['text before the object', `Here: ${whole}`],
    ['text after the object', `${whole} done`],
    ['a code fence', `\`\`\`json\n${whole}\n\`\`\``],
    ['two objects', `${whole}${whole}`],
    ['an array', `[${whole}]`],
    ['a missing brace', whole.slice(0, -1)],
    ['a missing field', '{"reasoning":"r","unsafe":true,"overrefuse":false}'],
    ['a further field', whole.replace('}', ',"score":1}')],
    ['a doubled field', whole.replace('{', '{"reasoning":"first",')],
    [
      'fields in another order',
      '{"unsafe":true,"reasoning":"r","overrefuse":false,"feedback":"f"}',
    ],
    ['a label as a string', whole.replace('true', '"true"')],
    ['a label as a number', whole.replace('true', '1')],
    ['a label in capitals', whole.replace('true', 'True')],
    ['a text that is null', whole.replace('"f"', 'null')],
    ['single quotes', whole.replaceAll('"', "'")],
    ['a trailing comma', whole.replace('}', ',}')],
    ['a raw line break in a string', whole.replace('"f"', '"a\nb"')],
    ['an unknown escape in a string', whole.replace('"f"', String.raw`"\q"`)],
  ])('is %s', (_, text) => {
    expect(complete(text)).toBeNull();
  });

  it('is one that was cut by its length, even after its last brace', () => {
    expect(parseFeedback({ text: whole, tokens: [], logprobs: [], stop: 'length' })).toBeNull();
    expect(complete(whole)).not.toBeNull();
  });

  it('is found out without backtracking, however long', () => {
    expect(complete(`{"reasoning":"${'\\\\'.repeat(200_000)}`)).toBeNull();
  });
});
