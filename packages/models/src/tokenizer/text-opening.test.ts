import { expect, it } from 'vitest';
import { textOpening } from './text-opening.ts';

const TEMPLATE = {
  type: 'TemplateProcessing',
  single: [
    { SpecialToken: { id: '<s>', type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: '</s>', type_id: 0 } },
  ],
  special_tokens: {
    '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] },
    '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
  },
};

it.each([
  ['a template', TEMPLATE, [1]],
  [
    'a template among other processors',
    { type: 'Sequence', processors: [{ type: 'ByteLevel' }, TEMPLATE] },
    [1],
  ],
  ['a template that only ends texts', { ...TEMPLATE, single: TEMPLATE.single.slice(1) }, []],
  ['another processor', { type: 'ByteLevel' }, []],
  ['no processor', null, []],
])('is read from %s', (_, processor, opening) => {
  expect(textOpening(processor)).toEqual(opening);
});
