import { pairTemplate } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { renderReview, REVIEW_TEMPLATE } from './render-review.ts';

describe('the user turn of the feedback agent', () => {
  it.each([
    ['the default', REVIEW_TEMPLATE, 'p', 'c', 'User: p\n\nAgent: c'],
    ['another order', '{response} / {prompt}', 'p', 'c', 'c / p'],
    ['a repeated placeholder', '{prompt}{prompt}{response}', 'p', 'c', 'ppc'],
    ['dollar signs', '{prompt}|{response}', '$& $1 $$', "$` $'", "$& $1 $$|$` $'"],
    [
      'placeholders in the texts',
      '{prompt}|{response}',
      '{response}',
      '{prompt}',
      '{response}|{prompt}',
    ],
  ])('renders %s', (_, template, prompt, response, expected) => {
    expect(renderReview(template, prompt, response)).toEqual({ role: 'user', content: expected });
  });

  it.each(['{prompt}', '{response}', '', 3, null])('refuses the template %j', (template) => {
    expect(() => pairTemplate(template)).toThrow('{prompt} and {response}');
  });

  it('accepts its default', () => {
    expect(() => pairTemplate(REVIEW_TEMPLATE)).not.toThrow();
  });
});
