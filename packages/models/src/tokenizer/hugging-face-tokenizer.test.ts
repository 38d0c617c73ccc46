import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { goldenTokens, writeFolder, type FolderFiles } from '../testing/golden-tokens.ts';
import { huggingFaceTokenizer, openHuggingFaceTokenizer } from './hugging-face-tokenizer.ts';
import { readTokenizerFolder } from './tokenizer-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-hugging-face-'));
afterAll(() => rmSync(root, { recursive: true }));

const { files } = goldenTokens.tokenizers.qwen;
const definition = files['tokenizer.json'] as Record<string, unknown>;
const config = files['tokenizer_config.json'] as Record<string, unknown>;
const NO_END =
  "{% for message in messages %}{{ message.role + ': ' + message.content + '\n' }}{% endfor %}";

let folders = 0;

const OPTIONS = { date: null, system: 'own-turn', templateVariables: {} } as const;

function tokenizerOf(changed: FolderFiles) {
  const model = writeFolder(join(root, String(folders++)), { ...files, ...changed });
  return huggingFaceTokenizer(readTokenizerFolder(model), OPTIONS);
}

describe('a folder', () => {
  it.each<[string, FolderFiles, RegExp]>([
    [
      'with half a tokenizer.json',
      { 'tokenizer.json': '{"model": {' },
      /tokenizer\.json cannot be read: .*JSON.*download it again/u,
    ],
    [
      'whose model is not BPE',
      { 'tokenizer.json': { ...definition, model: { type: 'Unigram', vocab: [] } } },
      /its model is "Unigram", and "BPE" is the only one known/u,
    ],
    [
      'whose model has no merges',
      { 'tokenizer.json': { model: { type: 'BPE', vocab: { a: 0 } } } },
      /a list of merges/u,
    ],
    [
      'whose vocabulary has no ids',
      { 'tokenizer.json': { model: { type: 'BPE', vocab: { a: 'b' }, merges: [] } } },
      /tokens with their ids/u,
    ],
    [
      'whose added tokens are none',
      { 'tokenizer.json': { ...definition, added_tokens: [{ id: 1 }] } },
      /added_tokens must be a list/u,
    ],
    [
      'with a rule that nobody knows',
      { 'tokenizer.json': { ...definition, normalizer: { type: 'Rot13' } } },
      /tokenizer\.json .*Rot13/u,
    ],
    [
      'of two models',
      { 'config.json': { vocab_size: 1000 } },
      /ids up to 1204, and the model's vocab_size is 1000: they are not of one model/u,
    ],
    [
      'without a chat template',
      { 'tokenizer_config.json': {} },
      /has no chat template, neither as chat_template\.jinja/u,
    ],
    [
      'in which nothing ends a turn',
      { 'tokenizer_config.json': { chat_template: NO_END }, 'generation_config.json': {} },
      /nothing ends a turn/u,
    ],
  ])('%s is an error', (_, changed, message) => {
    expect(() => tokenizerOf(changed)).toThrow(message);
  });

  it('that is not there is an error that says what belongs into it', async () => {
    const model = join(root, 'nowhere');
    const context = { seed: 1, folder: '.', notice: () => undefined };
    const attempt = openHuggingFaceTokenizer({ model, ...OPTIONS }, context);
    await expect(attempt).rejects.toThrow(`there is no ${join(model, 'tokenizer.json')}`);
    await expect(attempt).rejects.toThrow('generation_config.json and config.json');
  });
});

describe('the end of a turn', () => {
  const { endOfTurn } = tokenizerOf({});

  it.each<[string, FolderFiles, number]>([
    [
      'what the template closes turns with',
      { 'generation_config.json': { eos_token_id: 7 } },
      endOfTurn,
    ],
    [
      'the first eos_token_id, where it closes them with nothing',
      {
        'tokenizer_config.json': { chat_template: NO_END },
        'generation_config.json': { eos_token_id: [9, 7] },
      },
      9,
    ],
    [
      'eos_token, where there is none of these',
      {
        'tokenizer_config.json': { ...config, chat_template: NO_END },
        'generation_config.json': {},
      },
      endOfTurn,
    ],
  ])('is %s', (_, changed, id) => {
    expect(tokenizerOf(changed).endOfTurn).toBe(id);
  });

  it('may be told by other tokens too', () => {
    const ends = { 'generation_config.json': { eos_token_id: [7, endOfTurn, 9] } };
    expect(tokenizerOf(ends)).toMatchObject({ endOfTurn, otherEnds: [7, 9] });
  });
});

describe('the chat template', () => {
  const other = "{% for message in messages %}{{ message.content + '<|im_end|>' }}{% endfor %}";
  const chat = [{ role: 'user', content: 'Hello' }] as const;
  const expected = tokenizerOf({ 'chat_template.jinja': other }).renderChat(chat);

  it.each<[string, unknown]>([
    ['text', other],
    [
      'one of several',
      [
        { name: 'tool_use', template: '{{ 1 }}' },
        { name: 'default', template: other },
      ],
    ],
  ])('may be %s in tokenizer_config.json', (_, template) => {
    const tokenizer = tokenizerOf({
      'tokenizer_config.json': { ...config, chat_template: template },
    });
    expect(tokenizer.renderChat(chat)).toEqual(expected);
  });
});

describe('ids', () => {
  it('reach as far as the weights do, and those of no token have no text', () => {
    const tokenizer = tokenizerOf({ 'config.json': { vocab_size: 1280 } });
    expect(tokenizer.vocabularySize).toBe(1280);
    expect(tokenizer.decode([...tokenizer.encode('a'), 1279])).toBe('a');
    expect(() => tokenizer.decode([1280])).toThrow('1280 is not a token: ids go from 0 to 1279');
  });

  it.each([-1, 0.5, Number.NaN])('are whole numbers from 0, not %d', (id) => {
    expect(() => tokenizerOf({}).decode([id])).toThrow(`${id} is not a token`);
  });
});

describe('encode', () => {
  it('refuses half a surrogate pair and says where it stands', () => {
    expect(() => tokenizerOf({}).encode('ab\ud800c')).toThrow(
      'character 2 is half a surrogate pair',
    );
  });

  it('names the character that the vocabulary lacks', () => {
    const tokenizer = tokenizerOf(goldenTokens.tokenizers.smollm2.files);
    expect(() => tokenizer.encode('ring \u0016 twice')).toThrow('"\\u0016" (U+0016), character 5');
  });
});
