import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Message } from '@waltz/core';

export type FolderFiles = Readonly<Record<string, unknown>>;

/** What the Python libraries make of one tokenizer's files. */
export interface GoldenTokenizer {
  /** By name; those that end in .json as they parse. */
  readonly files: FolderFiles;
  /** `[text][token]`; null where the vocabulary cannot express the text. */
  readonly ids: readonly (readonly number[] | null)[];
  /** `[text]` what the ids say; null where it is the text itself. */
  readonly decoded: readonly (string | null)[];
  /** `[chat][token]` */
  readonly chats: readonly (readonly number[])[];
  /** Ids as an untrained model samples them, and what they say. */
  readonly strange: readonly (readonly [readonly number[], string])[];
}

type GoldenName = 'smollm2' | 'llama-3' | 'qwen' | 'llama-2';

interface GoldenTokens {
  readonly date: string;
  readonly texts: readonly string[];
  readonly chats: readonly (readonly Message[])[];
  readonly tokenizers: Readonly<Record<GoldenName, GoldenTokenizer>>;
}

/** What tools/golden-tokens/make.py has written. */
export const goldenTokens = JSON.parse(
  gunzipSync(readFileSync(join(import.meta.dirname, 'golden-tokens.json.gz'))).toString(),
) as GoldenTokens;

/** Writes the files into `folder`, and gives it back. */
export function writeFolder(folder: string, files: FolderFiles): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const isText = typeof content === 'string';
    writeFileSync(join(folder, name), isText ? content : JSON.stringify(content));
  }
  return folder;
}
