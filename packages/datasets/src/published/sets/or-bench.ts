import type { Harm } from '@waltz/core';
import { huggingFace } from '@waltz/hub';
import { labelled, type PublishedSet } from '../published-set.ts';

/** Prompts that sound toxic, made by a pipeline of models (Cui et al. 2025, arXiv 2405.20947). */
const source = {
  name: 'OR-Bench',
  url: 'https://huggingface.co/datasets/bench-llm/or-bench',
  licence: 'CC-BY-4.0',
};
const origin = (path: string) =>
  huggingFace('bench-llm/or-bench', 'e36d8b80e81837c8a8f264bbb2a49f1b32c7e272', path);
const labels = (harm: Harm, kind: string) =>
  labelled({ columns: { text: 'prompt', category: 'category' }, harm, kind });

/** The benign ones that most models refuse. */
export const orBenchHard: PublishedSet = {
  name: 'or-bench-hard-1k',
  path: 'or-bench/or-bench-hard-1k.csv',
  source,
  origin: origin('or-bench-hard-1k.csv'),
  sha256: 'a6e2f1166416efe5901f3bb05c47dc92ab3aca3acfe143693d38b8057d841e6d',
  ...labels('benign', 'or-bench-hard'),
};

/** All benign ones. As published they hold 1,318 of the hard ones too, which would leak an evaluation into training. */
export const orBench80k: PublishedSet = {
  name: 'or-bench-80k',
  path: 'or-bench/or-bench-80k.csv',
  source,
  origin: origin('or-bench-80k.csv'),
  without: orBenchHard,
  ...labels('benign', 'or-bench-80k'),
};

/** Those that are harmful after all. */
export const orBenchToxic: PublishedSet = {
  name: 'or-bench-toxic',
  path: 'or-bench/or-bench-toxic.csv',
  source,
  origin: origin('or-bench-toxic.csv'),
  sha256: '3be45901faae3b4b2b51bf7f8a2784c1650a1cc8c631dbc8b171d5312d4e0057',
  ...labels('harmful', 'or-bench-toxic'),
};
