const PLACEHOLDER = /\{(prompt|response)\}/g;

/** `template` with a prompt and an answer to it put in. Placeholders that stand in the texts themselves stay as they are. */
export function fillPairTemplate(template: string, prompt: string, response: string): string {
  return template.replace(PLACEHOLDER, (_, name) => (name === 'prompt' ? prompt : response));
}

/** Convict format of such a template. Throws when a placeholder is missing. */
export function pairTemplate(value: unknown): void {
  const text = typeof value === 'string' ? value : '';
  if (!text.includes('{prompt}') || !text.includes('{response}')) {
    throw new Error('must be a text with {prompt} and {response} in it');
  }
}
