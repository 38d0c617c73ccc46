import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AdamParameters, DifferentiatedSequence } from '@waltz/core';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import { readSafetensors } from '../safetensors/read-safetensors.ts';

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
export async function expectedTensors({
  name,
}: Reference): Promise<ReadonlyMap<string, Float32Array>> {
  const { tensors } = await readSafetensors(path(`${name}.expected.safetensors`));
  return new Map(tensors.map((tensor) => [tensor.name, tensor.values]));
}
