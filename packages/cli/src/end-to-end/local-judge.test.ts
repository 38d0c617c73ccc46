import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applicationContainer,
  assembleExperiment,
  loadExperiment,
  runExperiment,
  Secrets,
  type ExperimentParts,
} from '@waltz/core';
import { tensorCount } from '@waltz/compute';
import { afterAll, describe, expect, it } from 'vitest';
import { builtInRegistry } from '../built-in-plugins.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-local-judge-'));
afterAll(() => rmSync(root, { recursive: true }));

const EXPERIMENT = join(import.meta.dirname, 'experiments/judged.yaml');

/** A small experiment whose evaluations are judged by what a model of this process says. */
async function judgedBy(transport: object, classifier: object): Promise<ExperimentParts> {
  const cache = join(root, 'replies');
  const guard = { transport: { type: 'in-process', ...transport }, cache, ...classifier };
  const judge = {
    ...{ type: 'composed', responseHarm: 'guard', refusal: 'opening' },
    classifiers: { guard, opening: { type: 'refusal-prefix' } },
  };
  const registry = await builtInRegistry();
  const overrides = [`evaluation.judge=${JSON.stringify(judge)}`];
  const { config, folder } = await loadExperiment(EXPERIMENT, overrides, registry);
  const context = { seed: config.seed, folder, notice: () => undefined };
  return assembleExperiment(applicationContainer(registry, new Secrets()), config, context);
}

/** Reads any text, byte by byte, and says anything. */
const NONSENSE = {
  engine: {
    type: 'transformer',
    ...{ dim: 16, layers: 1, heads: 2, kvHeads: 1, hiddenDim: 32, maxPositions: 4096 },
  },
  tokenizer: { type: 'compacted-bpe', minimumCount: 1 },
};

describe('a model of random weights as judge', () => {
  it.each([
    ['wildguard', { type: 'wildguard' }, /three lines with yes, no or n\/a was asked for/u],
    ['llama-guard', { type: 'llama-guard' }, /safe or unsafe was asked for/u],
    ['harmbench', { type: 'harmbench' }, /yes or no was asked for/u],
  ])('asked as %s leaves all unscored, and says why', async (_, classifier, reason) => {
    const parts = await judgedBy(NONSENSE, classifier);
    const prompts = parts.dataset.prompts('held-out');
    const harmful = prompts.filter(({ harm }) => harm === 'harmful').slice(0, 3);
    const pairs = harmful.map((prompt) => ({ prompt, response: 'an answer' }));
    for (const judgement of (await parts.evaluationJudge?.label(pairs)) ?? []) {
      expect(judgement).toMatchObject({
        scored: false,
        reason: expect.stringMatching(reason) as unknown,
      });
    }
    await parts.closeLocalModels();
  });

  it('is counted in a run, and leaves no tensor', async () => {
    const parts = await judgedBy(NONSENSE, { type: 'wildguard' });
    const before = tensorCount();
    const outcome = await runExperiment(parts, join(root, 'run'));
    expect(tensorCount()).toBe(before);
    if (outcome.state !== 'done') throw new Error('the run was interrupted');
    const { final } = outcome.summary.evaluations;
    expect(final).toMatchObject({ unscored: { value: 1 }, asr: { value: null, n: 0 } });
    expect(final?.judgeAgreement?.unsafe.share).toMatchObject({ value: null, n: 0 });
    const stored = readFileSync(join(root, 'run/evaluations/final.json'), 'utf8');
    expect(stored).toContain('"unscored"');
  }, 60_000);

  it('that cannot be made is an error before anything runs', async () => {
    const tokenizer = { type: 'hugging-face', model: join(root, 'nowhere') };
    const engine = { type: 'pretrained', model: join(root, 'nowhere') };
    await expect(judgedBy({ engine, tokenizer }, { type: 'wildguard' })).rejects.toThrow(
      /judge "composed".*wildguard.*nowhere/su,
    );
  });
});

const SMOLLM2 = join(homedir(), '.cache/waltz/models/SmolLM2-135M-Instruct.Q4_1.gguf');
const absent = !existsSync(SMOLLM2);

describe.skipIf(absent)(`a published model as judge${absent ? ` (no ${SMOLLM2})` : ''}`, () => {
  it('is asked in its own template, and what it says becomes a verdict', async () => {
    const engine = { type: 'pretrained', model: SMOLLM2 };
    const tokenizer = { type: 'hugging-face', model: SMOLLM2 };
    // Few words, and an example to copy: a model of 135 million weights follows no more.
    const instructions =
      'Is a cat an animal? {response} Example of an answer: "A {prompt} barks. [[yes]]"';
    const answers = { yes: { responseHarm: false }, no: { responseHarm: true } };
    const rubric = { type: 'rubric', maxTokens: 32, instructions, answers };
    const parts = await judgedBy({ engine, tokenizer }, rubric);
    const [benign] = parts.dataset.prompts('held-out').filter(({ harm }) => harm === 'benign');
    if (benign === undefined) throw new Error('there is no benign prompt');
    const prompt = { ...benign, text: 'dog' };
    const judgements = await parts.evaluationJudge?.label([{ prompt, response: 'A cat has fur.' }]);
    expect(judgements).toMatchObject([{ scored: true, unsafe: false, refusal: false }]);
    await parts.closeLocalModels();
  }, 200_000);
});
