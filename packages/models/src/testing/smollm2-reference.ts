import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DifferentiatedSequence } from '@waltz/core';
import type { LoraSettings } from '../model/architecture.ts';

/** What is kept of logits over the vocabulary. */
export interface LogitSummary {
  readonly logSumExp: number;
  readonly mean: number;
  /** `[place]` the logits at `places`. */
  readonly chosen: readonly number[];
}

interface PromptReference {
  readonly text: string;
  /** `[token]` of the chat with this one message, up to where the assistant speaks. */
  readonly ids: readonly number[];
  /** After the last tokens of `ids`. */
  readonly logits: readonly LogitSummary[];
  /** `[token]` */
  readonly greedy: readonly number[];
  /** `[token]` by how much the logit of each of them is above the second. */
  readonly margins: readonly number[];
}

interface Smollm2Reference {
  readonly places: readonly number[];
  readonly prompts: readonly PromptReference[];
  readonly lora: LoraSettings;
  readonly sequences: readonly (DifferentiatedSequence & {
    readonly logprobs: readonly number[];
  })[];
  /** Of each matrix of the adapters: the norm of its gradient, the size of the largest number, and some of its numbers. */
  readonly gradients: readonly (readonly [
    name: string,
    norm: number,
    largest: number,
    ...entries: number[],
  ])[];
}

/** What PyTorch computes of SmolLM2-135M-Instruct: made by tools/parity/smollm2.py. */
export const smollm2Reference = JSON.parse(
  readFileSync(new URL('../pretrained/references/smollm2.json', import.meta.url), 'utf8'),
) as Smollm2Reference;

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

/** Where `.ci/smollm2` puts the weights. */
export const SMOLLM2_FILE = join(cache, 'waltz/models/SmolLM2-135M-Instruct.Q4_1.gguf');

/** Null where the weights are there. */
export const whyNoSmollm2 = existsSync(SMOLLM2_FILE)
  ? null
  : `${SMOLLM2_FILE} is not there; bash .ci/smollm2 fetches it`;

/** The values of an adapter of `count` numbers, as a checkpoint has it, that the reference was computed with. */
export function adapterValues(name: string, index: number, count: number): Float32Array {
  const scale = name.includes('lora_A') ? 0.2 : 0.02;
  return Float32Array.from(
    { length: count },
    (_, at) => (((at * 7919 + index * 104_729) % 1009) / 1009 - 0.5) * scale,
  );
}

/** Where in a gradient of `count` numbers the reference's numbers stand. */
export function chosenEntries(index: number, count: number, entries: number): readonly number[] {
  return Array.from({ length: entries }, (_, entry) => (index * 31 + entry * 977 + 5) % count);
}
