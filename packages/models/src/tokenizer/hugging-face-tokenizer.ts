import type { RunContext, Tokenizer } from '@waltz/core';
import { openGguf } from '../gguf/open-gguf.ts';
import { fetchTokenizer } from '../source/fetch-tokenizer.ts';
import { locateModel } from '../source/locate-model.ts';
import { ChatRenderer, type SystemPlace } from './chat-renderer.ts';
import { ChatTemplate } from './chat-template.ts';
import { readGgufTokenizer } from './gguf-tokenizer.ts';
import { pinnedDate } from './pinned-date.ts';
import { readTokenizerFolder } from './tokenizer-folder.ts';
import type { TokenizerSource } from './tokenizer-source.ts';
import { turnFrameOf } from './turn-frame.ts';

/** Options of the `hugging-face` tokenizer. */
export interface HuggingFaceOptions {
  readonly model: string;
  readonly date: string | null;
  readonly system: SystemPlace;
  readonly templateVariables: Readonly<Record<string, unknown>>;
}

export const huggingFaceOptions = {
  model: {
    doc: 'Folder of the model, with tokenizer.json, or its GGUF file, relative to the working directory, as run.folder is; or a model of the hub, as owner/name@revision or owner/name/file.gguf@revision.',
    format: String,
    default: null,
  },
  date: {
    doc: 'The day, as 2026-01-31, that a chat template which prints the date is given.',
    format: dayOrNull,
    default: null,
  },
  system: {
    doc: 'Where a system message goes: some templates have no turn for it, and their authors put it before the first user turn.',
    format: ['own-turn', 'first-user-turn'],
    default: 'own-turn' as const,
  },
  templateVariables: {
    doc: 'What the chat template is told besides the messages, as { enable_thinking: false } for Qwen 3.',
    format: variables,
    default: {},
  },
};

/**
 * The tokenizer of a published model, from its Hugging Face folder or its GGUF file.
 * Throws when a file is missing or broken, or cannot be fetched.
 */
export async function openHuggingFaceTokenizer(
  options: HuggingFaceOptions,
  context: RunContext,
): Promise<Tokenizer> {
  const model = await locateModel(options.model, fetchTokenizer, context);
  const source = model.endsWith('.gguf')
    ? readGgufTokenizer(model, (await openGguf(model)).metadata)
    : readTokenizerFolder(model);
  return huggingFaceTokenizer(source, options);
}

/**
 * The tokenizer that a model's files describe. A turn ends with the control token that the chat template closes the
 * assistant's turns with; if it closes them with none, with the first `eos_token_id` of the model, or with `eos_token`.
 * Throws when nothing ends a turn, or the template cannot be used.
 */
export function huggingFaceTokenizer(
  source: TokenizerSource,
  options: Omit<HuggingFaceOptions, 'model'>,
): Tokenizer {
  const { vocabulary, namedTokens } = source;
  const template = new ChatTemplate(source.template.source, {
    origin: source.template.origin,
    variables: { ...options.templateVariables, ...namedTokens },
    date: options.date,
  });
  const frame = turnFrameOf(template, vocabulary.controlTokens);
  const endOfTurn = endOfTurnOf(source, frame.endOfTurn);
  const otherEnds = source.endIds.filter((id) => id !== endOfTurn);
  const ends = new Set([endOfTurn, ...otherEnds]);
  const chat = new ChatRenderer({ vocabulary, template, frame, ends, system: options.system });
  return {
    vocabularySize: vocabulary.size,
    endOfTurn,
    otherEnds,
    opening: source.opening,
    encode: (text) => vocabulary.encode(text),
    decode: (tokens) => vocabulary.decode(tokens),
    renderChat: (messages) => chat.render(messages),
  };
}

function endOfTurnOf(
  { vocabulary, endIds, namedTokens, template }: TokenizerSource,
  closing: string | null,
): number {
  const named = vocabulary.controlId(closing ?? '') ?? endIds[0];
  const id = named ?? vocabulary.controlId(namedTokens['eos_token'] ?? '');
  if (id === undefined) {
    throw new Error(
      `nothing ends a turn: the chat template of ${template.origin} closes no turn of the assistant with a control token, ` +
        'there is no eos_token_id in generation_config.json, and the eos_token of tokenizer_config.json is no control token',
    );
  }
  return id;
}

function dayOrNull(value: unknown): void {
  if (value === null) return;
  if (typeof value !== 'string') throw new Error('must be a day, as 2026-01-31, or null');
  pinnedDate(value);
}

function variables(value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new Error('must be variables with their values, as { enable_thinking: false }');
}
