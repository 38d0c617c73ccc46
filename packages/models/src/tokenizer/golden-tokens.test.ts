import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { goldenTokens, writeFolder } from '../testing/golden-tokens.ts';
import { huggingFaceTokenizer } from './hugging-face-tokenizer.ts';
import { readTokenizerFolder } from './tokenizer-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-golden-tokens-'));
afterAll(() => rmSync(root, { recursive: true }));

const { texts, chats, date, tokenizers } = goldenTokens;

/** Bytes that are no UTF-8, and byte order marks, come out of byte fallback otherwise than in the reference. */
const FALLS_BACK_TO_BYTES = 'llama-2';

it('has at least 200 texts, and chats of every role', () => {
  expect(new Set(texts).size).toBeGreaterThan(200);
  const roles = chats.flat().map(({ role }) => role);
  expect(new Set(roles)).toEqual(new Set(['system', 'user', 'assistant']));
});

describe.each(Object.entries(tokenizers))('the tokenizer %s', (name, golden) => {
  const tokenizer = huggingFaceTokenizer(
    readTokenizerFolder(writeFolder(join(root, name), golden.files)),
    {
      date,
      system: 'own-turn',
      templateVariables: {},
    },
  );
  const expressible = texts.flatMap((text, index) => {
    const ids = golden.ids[index] ?? null;
    return ids === null ? [] : [{ text, ids, decoded: golden.decoded[index] ?? text }];
  });

  it('encodes every text as the reference does', () => {
    const encoded = expressible.map(({ text }) => ({ text, ids: tokenizer.encode(text) }));
    expect(encoded).toEqual(expressible.map(({ text, ids }) => ({ text, ids })));
  });

  it('refuses what the reference leaves out without a word', () => {
    const lacking = texts.filter((_, index) => golden.ids[index] === null);
    for (const text of lacking) {
      expect(() => tokenizer.encode(text)).toThrow('the vocabulary has no token for');
    }
  });

  it('decodes the ids of every text as the reference does', () => {
    const compared =
      name === FALLS_BACK_TO_BYTES
        ? expressible.filter(({ text }) => !text.includes('\ufeff'))
        : expressible;
    const decoded = compared.map(({ ids }) => tokenizer.decode(ids));
    expect(decoded).toEqual(compared.map((golden) => golden.decoded));
  });

  it.skipIf(name === FALLS_BACK_TO_BYTES)('decodes broken UTF-8 as the reference does', () => {
    const decoded = golden.strange.map(([ids]) => tokenizer.decode(ids));
    expect(decoded).toEqual(golden.strange.map(([, text]) => text));
  });

  it('renders every chat as the reference does', () => {
    const rendered = chats.map((chat) => ({ chat, ids: tokenizer.renderChat(chat) }));
    expect(rendered).toEqual(chats.map((chat, index) => ({ chat, ids: golden.chats[index] })));
  });
});
