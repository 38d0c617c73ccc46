import type { Prompt } from '@waltz/core';
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
  if (repeated > 0) notice(`${repeated} prompts repeat the text of another and are left out`);
  if (contradicted.length > 0) {
    const ids = contradicted.map(({ id }) => id).join(', ');
    notice(
      `${contradicted.length} prompts have a text that is labelled both harmful and benign and are left out: ${ids}`,
    );
  }
  return distinct;
}
