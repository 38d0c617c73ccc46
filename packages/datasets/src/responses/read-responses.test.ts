import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { trainingSets } from '../published/set-choice.ts';
import { dataFolder } from '../testing/data-folder.ts';
import { parquetFile } from '../testing/parquet-file.ts';
import { RESPONSE_SETS } from './catalogue.ts';
import type { LabelledResponse } from './labelled-response.ts';
import { readResponses } from './read-responses.ts';

type Labelled = readonly [id: string, prompt: string, response: string, unsafe: boolean];

/** Harmless files in each published schema, and what they come to. */
const BEAVERTAILS = gzipSync(
  '{"prompt": "Say boo", "response": "Boo", "category": {"noise": true}, "is_safe": false}\n' +
    '{"prompt": "Say boo", "response": "", "category": {"noise": false}, "is_safe": true}\n',
);
const BEAVERTAILS_LABELS: readonly Labelled[] = [
  ['1', 'Say boo', 'Boo', true],
  ['2', 'Say boo', '', false],
];
const SAFE_RLHF =
  '{"prompt": "Say boo", "response_0": "Boo", "response_1": "No", "is_response_0_safe": false, "is_response_1_safe": true}\n';
const SAFE_RLHF_LABELS: readonly Labelled[] = [
  ['1:0', 'Say boo', 'Boo', true],
  ['1:1', 'Say boo', 'No', false],
];
const harmLabels = (column: string) =>
  parquetFile({
    prompt: ['Say boo', 'Say hi', 'Say it'],
    response: ['Boo', null, 'Hi'],
    [column]: ['harmful', null, 'unharmful'],
  });
const HARM_LABELS: readonly Labelled[] = [
  ['1', 'Say boo', 'Boo', true],
  ['3', 'Say it', 'Hi', false],
];
const EXAMPLES: Readonly<Record<string, readonly [string | Uint8Array, readonly Labelled[]]>> = {
  'beavertails-train': [BEAVERTAILS, BEAVERTAILS_LABELS],
  'beavertails-test': [BEAVERTAILS, BEAVERTAILS_LABELS],
  'pku-safe-rlhf-train': [SAFE_RLHF, SAFE_RLHF_LABELS],
  'pku-safe-rlhf-test': [SAFE_RLHF, SAFE_RLHF_LABELS],
  'wildguardmix-test-responses': [harmLabels('response_harm_label'), HARM_LABELS],
  'xstest-response-harmfulness': [harmLabels('label'), HARM_LABELS],
};

async function read(name: string, content: string | Uint8Array) {
  const path = RESPONSE_SETS.find((set) => set.name === name)?.path ?? expect.unreachable(name);
  const notices: string[] = [];
  const responses: LabelledResponse[] = [];
  const settings = {
    root: dataFolder({ [path]: content }),
    fetch: false,
    maxMalformedShare: 0,
    notice: (message: string) => notices.push(message),
  };
  for await (const response of readResponses(name, settings)) responses.push(response);
  return { path, responses, notices };
}

describe('labelled responses', () => {
  it('have an example of every set here', () => {
    expect(RESPONSE_SETS.map(({ name }) => name)).toEqual(Object.keys(EXAMPLES));
  });

  it.each(Object.entries(EXAMPLES))('are read from %s', async (name, [content, labels]) => {
    const { path, responses, notices } = await read(name, content);
    expect(responses).toEqual(
      labels.map(([id, prompt, response, unsafe]) => ({
        id: `${path}:${id}`,
        prompt,
        response,
        unsafe,
      })),
    );
    expect(notices).toHaveLength(labels === HARM_LABELS ? 1 : 0);
  });

  it.each([
    ['beavertails-test', gzipSync('{"prompt": "secret", "response": "secret", "is_safe": "no"}')],
    ['pku-safe-rlhf-test', SAFE_RLHF.replace('true', 'null')],
    ['pku-safe-rlhf-test', SAFE_RLHF.replace('Say boo', ' ')],
  ])('of %s are malformed without a label and a prompt', async (name, content) => {
    const attempt = read(name, content);
    await expect(attempt).rejects.toThrow(/1 of 1 rows are malformed: line 1/);
    await expect(attempt).rejects.not.toThrow('secret');
  });

  it('are no prompts to train on, and say so', () => {
    expect(() => trainingSets(['beavertails-train'])).toThrow(
      'beavertails-train labels responses, not prompts: no dataset of prompts can be made of it',
    );
  });

  it('are known by name', async () => {
    const settings = { root: '.', fetch: false, maxMalformedShare: 0, notice: () => undefined };
    await expect(readResponses('beavertail-test', settings).next()).rejects.toThrow(
      'Did you mean "beavertails-test"',
    );
  });
});
