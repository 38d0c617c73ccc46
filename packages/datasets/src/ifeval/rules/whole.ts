import { textOf, type Rule } from '../rule.ts';

/** Two different responses with six asterisks between them. */
export const twoResponses: Rule = (response) => {
  const parts = response.split('******').map((part) => part.trim());
  if (parts.slice(1, -1).includes('')) return false;
  const [first, second, ...others] = parts.filter((part) => part !== '');
  return second !== undefined && others.length === 0 && first !== second;
};

/** Begins with the request, in any case. */
export const repeatedPrompt: Rule = (response, given) =>
  folded(response).startsWith(folded(textOf(given, 'prompt_to_repeat')));

/** Ends with the phrase, in any case; quotation marks around the response do not count. */
export const endPhrase: Rule = (response, given) =>
  folded(response.trim().replaceAll(/^"+|"+$/g, '')).endsWith(folded(textOf(given, 'end_phrase')));

export const quotation: Rule = (response) => /^".*"$/su.test(response.trim());

export const noComma: Rule = (response) => !response.includes(',');

function folded(text: string): string {
  return text.trim().toLowerCase();
}
