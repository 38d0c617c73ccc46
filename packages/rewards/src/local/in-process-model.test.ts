import type { Decoding, Engine, LocalModel, SampleRequest, Tokenizer } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { inProcessModel } from './in-process-model.ts';

/** A token a character; a chat is its messages, a line each. */
const letters: Tokenizer = {
  vocabularySize: 128,
  endOfTurn: 0,
  opening: [1],
  encode: (text) => Array.from(text, (letter) => letter.charCodeAt(0)),
  decode: (tokens) => String.fromCharCode(...tokens.filter((token) => token > 1)),
  renderChat: (messages) =>
    letters.encode(messages.map(({ role, content }) => `${role}: ${content}\n`).join('')),
};

type Asked = readonly [contexts: readonly string[], maxNewTokens: number, temperature: number];

/** Continues a text with its last letters in reverse; `weight` is all that it has learned. */
function mirror(weight: number) {
  const asked: Asked[] = [];
  const engine: Pick<Engine, 'sample' | 'logprobs'> = {
    async sample(requests: readonly SampleRequest[], { maxNewTokens, temperature }: Decoding) {
      const contexts = requests.map(({ context }) => String.fromCharCode(...context));
      asked.push([contexts, maxNewTokens, temperature]);
      return requests.map(({ context }) => {
        const tokens = [...context].reverse().slice(0, maxNewTokens);
        return { tokens: [...tokens, 0], logprobs: tokens.map(() => -1), stop: 'end' as const };
      });
    },
    logprobs: async (sequences) =>
      sequences.map(({ completion }) => completion.map((token) => -weight / (token + 1))),
  };
  let uses = 0;
  const model: LocalModel = {
    tokenizer: letters,
    maxPositions: 30,
    use(work) {
      uses++;
      // No more of the engine is used than there is here.
      return work(engine as Engine);
    },
  };
  return { model, asked, uses: () => uses };
}

describe('a model in this process', () => {
  it('continues raw text from where its texts begin, and chats by its own template', async () => {
    const { model, asked } = mirror(1);
    const { reply } = inProcessModel(model);
    expect(await reply({ prompt: 'abc', maxTokens: 2 })).toBe('cb');
    expect(await reply({ messages: [{ role: 'user', content: 'abc' }], maxTokens: 3 })).toBe(
      '\ncb',
    );
    expect(asked).toEqual([
      [['\u0001abc'], 2, 0],
      [['user: abc\n'], 3, 0],
    ]);
  });

  it('samples together what may be equally long, and gives everyone their own reply', async () => {
    const { model, asked } = mirror(1);
    const { reply } = inProcessModel(model);
    const replies = await Promise.all([
      reply({ prompt: 'abc', maxTokens: 1 }),
      reply({ prompt: 'def', maxTokens: 2 }),
      reply({ prompt: 'ghi', maxTokens: 1 }),
    ]);
    expect(replies).toEqual(['c', 'fe', 'i']);
    expect(asked).toEqual([
      [['\u0001abc', '\u0001ghi'], 1, 0],
      [['\u0001def'], 2, 0],
    ]);
  });

  it('clips a text to so many of its tokens', () => {
    const { clip } = inProcessModel(mirror(1).model);
    expect(['abc', 'abcd', 'abcde'].map((text) => clip(text, 4))).toEqual(['abc', 'abcd', 'abcd']);
  });

  it('refuses what is too long for it, and nobody beside', async () => {
    const { model } = mirror(1);
    const { reply } = inProcessModel(model);
    const [long, short] = await Promise.allSettled([
      reply({ prompt: 'x'.repeat(27), maxTokens: 3 }),
      reply({ prompt: 'x'.repeat(26), maxTokens: 3 }),
    ]);
    expect(long).toMatchObject({
      reason: {
        message:
          'a question of 28 tokens and a reply of 3 are more than the 30 that the model can read',
      },
    });
    expect(short).toMatchObject({ value: 'xxx' });
  });
});

describe('the circumstances of a reply', () => {
  const request = { prompt: 'abc', maxTokens: 2 };

  it('are the tokens that are asked and what the weights compute, which is found out once', async () => {
    const { model, uses } = mirror(1);
    const { circumstances } = inProcessModel(model);
    const [first, again] = [await circumstances(request), await circumstances(request)];
    expect(first).toEqual(again);
    expect(uses()).toBe(1);
    expect(await circumstances({ ...request, prompt: 'abd' })).not.toEqual(first);
    expect(await inProcessModel(mirror(1).model).circumstances(request)).toEqual(first);
    expect(await inProcessModel(mirror(2).model).circumstances(request)).not.toEqual(first);
  });

  it('are found out again where they could not be', async () => {
    const { model } = mirror(1);
    let failures = 1;
    const failing: LocalModel = {
      ...model,
      use: (work) => (failures-- > 0 ? Promise.reject(new Error('no memory')) : model.use(work)),
    };
    const { circumstances } = inProcessModel(failing);
    await expect(circumstances(request)).rejects.toThrow('no memory');
    expect(await circumstances(request)).toEqual(
      await inProcessModel(model).circumstances(request),
    );
  });
});
