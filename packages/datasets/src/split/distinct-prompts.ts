import type { Prompt } from '@waltz/core';
import { firstFew } from '../first-few.ts';
import { identityOf } from './text-identity.ts';

/**
 * One prompt for each text: the first of those that are equal but for case and white space. A text that its sources
 * label both harmful and benign is left out, because its truth is not known. Both are counted in a notice.
 */
export function distinctPrompts(
  prompts: readonly Prompt[],
  notice: (message: string) => void,
): readonly Prompt[] {
  const byText = new Map<string, Prompt[]>();
  for (const prompt of prompts) {
    const same = byText.get(identityOf(prompt.text));
    if (same === undefined) byText.set(identityOf(prompt.text), [prompt]);
    else same.push(prompt);
  }
  const distinct: Prompt[] = [];
  const contradicted: Prompt[] = [];
  for (const [first, ...others] of byText.values()) {
    if (first === undefined) continue;
    if (others.every(({ harm }) => harm === first.harm)) distinct.push(first);
    else contradicted.push(first, ...others);
  }
  const repeated = prompts.length - contradicted.length - distinct.length;
  if (repeated > 0) {
    notice(`left out ${repeated} of ${prompts.length} prompts because another has the same text`);
  }
  if (contradicted.length > 0) {
    notice(
      `left out ${contradicted.length} of ${prompts.length} prompts because their text is labelled both harmful ` +
        `and benign: ${firstFew(contradicted.map(({ id }) => id))}`,
    );
  }
  return distinct;
}
