/** What we use of the package: its own declarations name files without endings, which Node's resolution does not find. */
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    constructor(definition: object, config: object);
    encode(
      text: string,
      options: { readonly add_special_tokens: boolean },
    ): { readonly ids: readonly number[]; readonly tokens: readonly string[] };
    tokenize(text: string): readonly string[];
    decode(
      tokens: readonly number[],
      options: { readonly clean_up_tokenization_spaces: boolean },
    ): string;
    id_to_token(id: number): string | undefined;
  }
}
