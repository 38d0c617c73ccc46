import type { FetchParts } from './locate-model.ts';

const VOCABULARY = 'tokenizer.json';

/** What a tokenizer is told besides its vocabulary, which of it a model has or not. */
const OPTIONAL: readonly string[] = [
  ...['tokenizer_config.json', 'special_tokens_map.json', 'chat_template.jinja'],
  ...['config.json', 'generation_config.json'],
];

/** Fetches a model's vocabulary, chat template, and what says which tokens end a turn. Throws when there is no vocabulary. */
export const fetchTokenizer: FetchParts = async (snapshot) => {
  for (const path of snapshot.files.filter((file) => OPTIONAL.includes(file))) {
    await snapshot.fetch(path);
  }
  await snapshot.fetch(VOCABULARY);
};
