import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AdamParameters, DifferentiatedSequence } from '@waltz/core';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import { tensorsIn } from '../testing/tensors-in.ts';

/** What a small model computes, in double precision: made by `references.py`. */
export interface Reference {
  readonly name: string;
  readonly architecture: Architecture;
  readonly lora: LoraSettings | null;
  /** `[sequence][token]` before training. */
  readonly logprobs: readonly (readonly number[])[];
  /** `[prompt][token]` before training. */
  readonly greedy: readonly (readonly number[])[];
  /** `[step]` Σ derivative · log-probability before each step of Adam. */
  readonly losses: readonly number[];
  /** `[step]` before clipping. */
  readonly gradientNorms: readonly number[];
  /** `[sequence][token]` log-probabilities after the last step. */
  readonly trained: readonly (readonly number[])[];
}

interface References {
  readonly adam: AdamParameters;
  readonly endOfTurn: number;
  readonly sequences: readonly DifferentiatedSequence[];
  readonly prompts: readonly (readonly number[])[];
  readonly newTokens: number;
  readonly models: readonly Reference[];
}

const path = (name: string): string =>
  fileURLToPath(new URL(`references/${name}`, import.meta.url));

/** All models, and what is done with each of them. */
export const references = JSON.parse(readFileSync(path('references.json'), 'utf8')) as References;

/** The checkpoint that a model starts from. */
export const startOf = ({ name }: Reference): string => path(`${name}.safetensors`);

/** Tensors by name: `gradient.` before the first step, `updated.` after the last one. */
export function expectedTensors({ name }: Reference): ReadonlyMap<string, Float32Array> {
  return tensorsIn(path(`${name}.expected.safetensors`));
}
