import { tmpdir } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { describeOn, EVERY, relativeError } from '@waltz/compute/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionGradient } from '../engine/completion-logprobs.ts';
import { assignValues, valuesOf, variableNamed } from '../engine/parameters.ts';
import { layOut } from '../engine/token-batch.ts';
import type { TransformerEngine } from '../engine/transformer-engine.ts';
import { fromCheckpoint, toCheckpoint } from '../model/checkpoint-layout.ts';
import { logitsFrom, pretrainedEngine } from '../testing/pretrained-engine.ts';
import {
  adapterValues,
  chosenEntries,
  SMOLLM2_FILE,
  smollm2Reference,
  whyNoSmollm2,
  type LogitSummary,
} from '../testing/smollm2-reference.ts';
import { openHuggingFaceTokenizer } from '../tokenizer/hugging-face-tokenizer.ts';

const { places, prompts, lora, sequences, gradients } = smollm2Reference;

/** In nats. */
const LOGIT_TOLERANCE = 1e-3;
const GRADIENT_TOLERANCE = 1e-3;
/** Two tokens whose logits are as close as this are a draw: rounding decides. */
const DRAW = 2 * LOGIT_TOLERANCE;

/** Plain JavaScript and what emulates a card take minutes to an hour. */
const SLOW = ['cpu', 'webgpu', 'cuda-emulated'];
const FAST = EVERY.filter(({ name }) => !SLOW.includes(name));

/** `native` compares every prompt, the others as many as these, for time's sake. */
const FEW = 8;

/** What of a row of logits over the vocabulary the reference holds. */
function summaryOf(row: Float32Array): LogitSummary {
  const largest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return {
    logSumExp: largest + Math.log(sum),
    mean: row.reduce((total, logit) => total + logit, 0) / row.length,
    chosen: places.map((place) => row[place] ?? NaN),
  };
}

const numbersOf = ({ logSumExp, mean, chosen }: LogitSummary): readonly number[] => [
  logSumExp,
  mean,
  ...chosen,
];

const greatestDifference = (left: readonly number[], right: readonly number[]): number =>
  Math.max(...left.map((value, at) => Math.abs(value - (right[at] ?? NaN))));

/** `[position]` what the engine says after each of the last tokens of `ids`. */
async function summaries(engine: TransformerEngine, ids: readonly number[], count: number) {
  const logits = await logitsFrom(engine, ids, ids.length - count);
  const width = logits.length / count;
  return Array.from({ length: count }, (_, at) =>
    summaryOf(logits.subarray(at * width, (at + 1) * width)),
  );
}

/** How many tokens are those of the reference: all, or those before one that the reference holds for a draw. */
function agreement(tokens: readonly number[], at: number): string {
  const { greedy = [], margins = [], text = '' } = prompts[at] ?? {};
  const first = greedy.findIndex((token, place) => token !== tokens[place]);
  if (first === -1 && tokens.length === greedy.length) return 'the same';
  const margin = margins[first] ?? NaN;
  return margin < DRAW
    ? 'the same'
    : `"${text}": token ${first} is ${tokens[first]}, not ${greedy[first]}, which is ${margin} above the second`;
}

/** Puts the values that the reference was computed with into the adapters. */
function fillAdapters({ parameters }: TransformerEngine): void {
  const names = gradients.map(([name]) => name);
  for (const layout of parameters.trainableLayouts) {
    const variable = variableNamed(parameters.variables, layout.name);
    const values = adapterValues(layout.name, names.indexOf(layout.name), variable.size);
    assignValues(variable, fromCheckpoint(layout, values));
  }
}

describe.skipIf(whyNoSmollm2 !== null)(
  `a real checkpoint, against transformers, on smollm2${whyNoSmollm2 === null ? '' : ` (${whyNoSmollm2})`}`,
  () => {
    it('has the tokens of the reference', async () => {
      const options = { date: null, system: 'own-turn', templateVariables: {} } as const;
      const context = { seed: 1, folder: tmpdir(), notice: () => {} };
      const tokenizer = await openHuggingFaceTokenizer(
        { model: SMOLLM2_FILE, ...options },
        context,
      );
      const rendered = prompts.map(({ text }) =>
        tokenizer.renderChat([{ role: 'user', content: text }]),
      );
      expect(rendered).toEqual(prompts.map(({ ids }) => ids));
    });

    describeOn(FAST, 'computes the same', (backend) => {
      const compared = backend.name === 'native' ? prompts : prompts.slice(0, FEW);
      let engine: TransformerEngine;
      beforeAll(async () => {
        await backend.activate();
        engine = await pretrainedEngine(SMOLLM2_FILE, lora);
      }, 120_000);
      afterAll(() => engine.dispose());

      it(`logits of ${compared.length} prompts`, { timeout: 120_000 }, async () => {
        for (const { text, ids, logits } of compared) {
          const computed = (await summaries(engine, ids, logits.length)).flatMap(numbersOf);
          const difference = greatestDifference(computed, logits.flatMap(numbersOf));
          expect(difference, text).toBeLessThan(LOGIT_TOLERANCE);
        }
      });

      it(`greedy continuations of ${compared.length} prompts`, { timeout: 240_000 }, async () => {
        const requests = compared.map(({ ids }) => ({ context: ids, seed: 1 }));
        const maxNewTokens = prompts[0]?.greedy.length ?? NaN;
        const samples = await engine.sample(requests, { temperature: 0, maxNewTokens });
        const said = samples.map(({ tokens }, at) => agreement(tokens, at));
        expect(said).toEqual(compared.map(() => 'the same'));
      });

      it('log-probabilities and gradients of adapters', { timeout: 120_000 }, async () => {
        fillAdapters(engine);
        const derivatives = sequences.flatMap((sequence) => sequence.derivatives);
        const pass = completionGradient(engine.parameters, layOut(sequences), derivatives);
        const expected = sequences.flatMap((sequence) => sequence.logprobs);
        const logprobs = [...(await valuesOf(pass.logprobs))];
        expect(greatestDifference(logprobs, expected)).toBeLessThan(LOGIT_TOLERANCE);
        const names = gradients.map(([name]) => name);
        for (const [place, layout] of engine.parameters.trainableLayouts.entries()) {
          const gradient = pass.gradients[place];
          if (gradient === undefined) throw new Error(`no gradient of ${layout.name}`);
          const values = toCheckpoint(layout, await valuesOf(gradient));
          const index = names.indexOf(layout.name);
          const [, norm = NaN, largest = NaN, ...entries] = gradients[index] ?? [];
          const chosen = chosenEntries(index, values.length, entries.length);
          const actualNorm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
          expect(relativeError([actualNorm], [norm]), layout.name).toBeLessThan(GRADIENT_TOLERANCE);
          const actual = chosen.map((entry) => values[entry] ?? NaN);
          expect(relativeError(actual, entries, largest), layout.name).toBeLessThan(
            GRADIENT_TOLERANCE,
          );
        }
        tf.dispose([pass.logprobs, ...pass.gradients]);
      });
    });
  },
);
