import { messageOf } from '@waltz/core';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOpening } from './text-opening.ts';
import { asTokenizerDefinition } from './tokenizer-definition.ts';
import type { TokenizerSource } from './tokenizer-source.ts';
import { Vocabulary } from './vocabulary.ts';

/** Reads `folder`. Throws, with the file's name, when one is missing or is not what it should be. */
export function readTokenizerFolder(folder: string): TokenizerSource {
  const config = optionalJson(folder, 'tokenizer_config.json');
  return {
    ...readTokens(folder),
    template: readTemplate(folder, config),
    namedTokens: namedTokensOf({ ...optionalJson(folder, 'special_tokens_map.json'), ...config }),
    endIds: endIdsOf(optionalJson(folder, 'generation_config.json')),
  };
}

type Json = Readonly<Record<string, unknown>>;

function readTokens(folder: string): Pick<TokenizerSource, 'vocabulary' | 'opening'> {
  const path = join(folder, 'tokenizer.json');
  if (!existsSync(path)) {
    throw new Error(
      `there is no ${path}; tokenizer.model is the folder of a model from Hugging Face, or a copy of its ` +
        'tokenizer.json, tokenizer_config.json, generation_config.json and config.json',
    );
  }
  const parsed = readJson(path);
  const { vocab_size: rows } = optionalJson(folder, 'config.json');
  try {
    const definition = asTokenizerDefinition(parsed);
    return {
      vocabulary: new Vocabulary(definition, typeof rows === 'number' ? rows : null),
      opening: textOpening(definition.post_processor),
    };
  } catch (error) {
    throw new Error(`${path} is no tokenizer that can be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** As `transformers` does it: a file of its own comes first; of several templates in the config, `default`. */
function readTemplate(folder: string, config: Json): TokenizerSource['template'] {
  const file = join(folder, 'chat_template.jinja');
  if (existsSync(file)) return { source: readFileSync(file, 'utf8'), origin: file };
  const origin = join(folder, 'tokenizer_config.json');
  const { chat_template: given } = config;
  const templates = Array.isArray(given) ? given.map((item: unknown) => Object(item) as Json) : [];
  const source = templates.find(({ name }) => name === 'default')?.['template'] ?? given;
  if (typeof source !== 'string') {
    throw new Error(
      `${folder} has no chat template, neither as chat_template.jinja nor as chat_template in tokenizer_config.json: ` +
        'take the folder of a model that was tuned to chat, or write its template into chat_template.jinja',
    );
  }
  return { source, origin };
}

function namedTokensOf(config: Json): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([name, value]) => {
      const { content = value } = Object(value) as { readonly content?: unknown };
      return name.endsWith('_token') && typeof content === 'string' ? [[name, content]] : [];
    }),
  );
}

function endIdsOf({ eos_token_id: ids = [] }: Json): readonly number[] {
  return [ids].flat().filter((id) => typeof id === 'number');
}

function optionalJson(folder: string, name: string): Json {
  const path = join(folder, name);
  return existsSync(path) ? readJson(path) : {};
}

function readJson(path: string): Json {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8'))) as Json;
  } catch (error) {
    throw new Error(`${path} cannot be read: ${messageOf(error)}; download it again`, {
      cause: error,
    });
  }
}
