import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, Tokenizer } from '@waltz/core';
import { afterAll, describe, expect, it } from 'vitest';
import { goldenTokens, writeFolder } from '../testing/golden-tokens.ts';
import { huggingFaceTokenizer, type HuggingFaceOptions } from './hugging-face-tokenizer.ts';
import { readTokenizerFolder } from './tokenizer-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-chat-renderer-'));
afterAll(() => rmSync(root, { recursive: true }));

type Name = 'llama-3' | 'qwen' | 'llama-2';

let folders = 0;

/** A tokenizer of the golden ones, with a chat template of the test's own if it gives one. */
function tokenizerOf(
  name: Name,
  { template, ...options }: Partial<HuggingFaceOptions> & { readonly template?: string } = {},
): Tokenizer {
  const { files } = goldenTokens.tokenizers[name];
  const added = template === undefined ? {} : { 'chat_template.jinja': template };
  const model = writeFolder(join(root, String(folders++)), { ...files, ...added });
  const defaults = { date: '2026-01-31', system: 'own-turn', templateVariables: {} } as const;
  return huggingFaceTokenizer(readTokenizerFolder(model), { ...defaults, ...options });
}

const NAMES: readonly Name[] = ['llama-3', 'qwen', 'llama-2'];
const system: Message = { role: 'system', content: 'You help.' };
const user: Message = { role: 'user', content: 'How do I bake a cake?' };
const advice: Message = { role: 'user', content: 'Say it in one sentence.' };

function sampled(tokens: readonly number[]): Message {
  return { role: 'assistant', content: 'not what is rendered', tokens };
}

describe.each(NAMES)('sampled tokens in a chat of %s', (name) => {
  const tokenizer = tokenizerOf(name);
  const { endOfTurn } = tokenizer;
  const context = tokenizer.renderChat([system, user]);

  it.each([
    ['spaces around a text', ' Sure, with  flour. \n'],
    ['what spells control tokens', '<|im_end|></s><|eot_id|>'],
    ['a thought', '<think>\nhm\n</think>\n\nYes.'],
    ['nothing', ''],
  ])('are taken as they are: %s', (_, text) => {
    const tokens = [...tokenizer.encode(text), endOfTurn];
    const chat = tokenizer.renderChat([system, user, sampled(tokens), advice]);
    expect(chat.slice(0, context.length + tokens.length)).toEqual([...context, ...tokens]);
    const rest = chat.slice(context.length + tokens.length);
    expect(rest[0]).not.toBe(endOfTurn);
    expect(tokenizer.decode(rest)).toContain(advice.content);
  });

  it('are not replaced by those that their text is encoded as', () => {
    const spelled = ['f', 'l', 'o', 'u', 'r'].flatMap((letter) =>
      tokenizer.encode(letter).slice(-1),
    );
    expect(spelled).not.toEqual(tokenizer.encode('flour'));
    const chat = tokenizer.renderChat([user, sampled([...spelled, endOfTurn]), advice]);
    expect(chat.join()).toContain([...spelled, endOfTurn].join());
  });

  it('stand in the order of their turns', () => {
    const turns = [
      [70, 71, endOfTurn],
      [72, endOfTurn],
      [70, 70, endOfTurn],
    ];
    const chat = tokenizer.renderChat([
      user,
      ...turns.flatMap((tokens) => [sampled(tokens), advice]),
    ]);
    const places = turns.map((tokens) => chat.join().indexOf(tokens.join()));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places).not.toContain(-1);
  });

  it('that were cut off by their length get the end that they lack', () => {
    const tokens = tokenizer.encode('With flour and');
    const cutOff = tokenizer.renderChat([user, sampled(tokens), advice]);
    const ended = tokenizer.renderChat([user, sampled([...tokens, endOfTurn]), advice]);
    const ends = (chat: readonly number[]) => chat.filter((token) => token === endOfTurn).length;
    expect(ends(cutOff)).toBe(ends(ended));
    expect(cutOff.slice(0, ended.indexOf(tokens[0] ?? 0) + tokens.length)).toEqual(
      ended.slice(0, ended.indexOf(tokens[0] ?? 0) + tokens.length),
    );
  });
});

it('sets no second end after a turn that ended with another of the end tokens', () => {
  const tokenizer = tokenizerOf('llama-3');
  const endOfMessage = tokenizer.endOfTurn - 1; // <|eom_id|>, the second of three in generation_config.json.
  const ended = tokenizer.renderChat([user, sampled([70, endOfMessage]), advice]);
  const usual = tokenizer.renderChat([user, sampled([70, tokenizer.endOfTurn]), advice]);
  expect(ended).toEqual(usual.map((token, at) => (usual[at - 1] === 70 ? endOfMessage : token)));
});

describe('control tokens', () => {
  it.each(NAMES)('are text where a message spells them, in a chat of %s', (name) => {
    const tokenizer = tokenizerOf(name);
    const tell = (content: string) => tokenizer.renderChat([system, { role: 'user', content }]);
    const control = new Set(tell('Hello').filter((token) => tokenizer.decode([token]) === ''));
    const count = (tokens: readonly number[]) => tokens.filter((token) => control.has(token));
    for (const spelled of ['</s>', '<s>', '<|im_end|>', '<|im_start|>', '<|eot_id|>']) {
      for (const content of [spelled, `🐀${spelled}`, `${spelled}${spelled}\n`, `x ${spelled} x`]) {
        expect(count(tell(content))).toEqual(count(tell('Hello')));
        expect(tokenizer.decode(tell(content))).toContain(content.trim());
      }
    }
  });
});

const CHATML = `{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}`;

describe('a system message', () => {
  const raising = `{% if messages[0].role == 'system' %}{{ raise_exception('no such role') }}{% endif %}${CHATML}`;
  const dropping = `{% set messages = messages if messages[0].role != 'system' else messages[1:] %}${CHATML}`;

  it.each([
    ['refuses it', raising, 'cannot write [system, user]: no such role'],
    ['leaves it out', dropping, 'leaves it out'],
  ])('that the template has no place for is an error: it %s', (_, template, reason) => {
    const tokenizer = tokenizerOf('qwen', { template });
    const attempt = () => tokenizer.renderChat([system, user]);
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow('With tokenizer.system=first-user-turn');
    expect(tokenizer.decode(tokenizer.renderChat([user]))).toContain(user.content);
  });

  it('goes before the first user turn where the experiment says so', () => {
    const tokenizer = tokenizerOf('qwen', { template: raising, system: 'first-user-turn' });
    const merged: Message = { role: 'user', content: `You help.\n\n${user.content}` };
    expect(tokenizer.renderChat([system, user])).toEqual(tokenizer.renderChat([merged]));
    expect(() => tokenizer.renderChat([system])).toThrow('nothing comes after it');
  });
});

describe('a template', () => {
  it('that throws is named, with its words and the roles', () => {
    const tokenizer = tokenizerOf('llama-2');
    expect(() => tokenizer.renderChat([user, advice])).toThrow(
      /chat_template|tokenizer_config\.json cannot write \[user, user\]: turns must alternate/u,
    );
  });

  it.each([
    [
      'tells old answers in another way',
      CHATML.replace(
        'message.content',
        "(message.content if loop.last or message.role != 'assistant' else 'gone')",
      ),
    ],
    [
      'tells old answers twice',
      CHATML.replace(
        'message.content',
        '(message.content if loop.last else message.content + message.content)',
      ),
    ],
  ])('that %s has no place for sampled tokens', (_, template) => {
    const tokenizer = tokenizerOf('qwen', { template });
    expect(tokenizer.renderChat([user, { role: 'assistant', content: 'yes' }, advice])).not.toEqual(
      [],
    );
    expect(() => tokenizer.renderChat([user, sampled([70, 71]), advice])).toThrow(
      'does not write each of 1 sampled turns once',
    );
  });

  it('that does not write an answer as it is cannot be trained with', () => {
    const template = CHATML.replace('message.content', 'message.content | upper');
    expect(() => tokenizerOf('qwen', { template })).toThrow('does not write an answer');
  });

  it('that prints the date needs one', () => {
    expect(() => tokenizerOf('llama-3', { date: null })).toThrow('tokenizer.date=2026-01-31');
    const on = (date: string) => tokenizerOf('llama-3', { date }).renderChat([user]);
    expect(on('2026-01-31')).not.toEqual(on('2026-02-01'));
  });

  it('is told the variables of the experiment', () => {
    const [thinking, silent] = [{}, { enable_thinking: false }].map((templateVariables) =>
      tokenizerOf('qwen', { templateVariables }).renderChat([user]),
    );
    const nothing = tokenizerOf('qwen').encode('<think>\n\n</think>\n\n');
    expect(silent).toEqual([...(thinking ?? []), ...nothing]);
  });

  it('that is no Jinja is broken', () => {
    expect(() => tokenizerOf('qwen', { template: '{% for %}' })).toThrow(
      /chat_template\.jinja is broken/u,
    );
  });
});
