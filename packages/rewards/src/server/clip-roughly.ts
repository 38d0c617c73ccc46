/** What a token of English text comes to with the vocabularies of Llama 2 and its like. */
const CHARACTERS_A_TOKEN = 4;

/** About the first `tokens` tokens of `text`, at four characters a token: a server's tokenizer cannot be asked. */
export function clipRoughly(text: string, tokens: number): string {
  return Array.from(text)
    .slice(0, tokens * CHARACTERS_A_TOKEN)
    .join('');
}
