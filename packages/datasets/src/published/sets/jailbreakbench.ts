import type { Harm } from '@waltz/core';
import { huggingFace } from '@waltz/hub';
import { labelled, type PublishedSet } from '../published-set.ts';

/** Harmful behaviours, and benign ones on the same topics (Chao et al. 2024, arXiv 2404.01318). */
export const jailbreakBenchHarmful = behaviours('harmful');
export const jailbreakBenchBenign = behaviours('benign');

function behaviours(harm: Harm): PublishedSet {
  return {
    name: `jailbreakbench-${harm}`,
    path: `jailbreakbench/${harm}-behaviors.csv`,
    source: {
      name: 'JailbreakBench',
      url: 'https://huggingface.co/datasets/JailbreakBench/JBB-Behaviors',
      licence: 'MIT',
    },
    origin: huggingFace(
      'JailbreakBench/JBB-Behaviors',
      '886acc352a31533ffbcf4ef22c744658688086fc',
      `data/${harm}-behaviors.csv`,
    ),
    ...labelled({
      columns: { text: 'Goal', id: 'Index', category: 'Category', origin: 'Source' },
      harm,
      kind: `jailbreakbench-${harm}`,
    }),
  };
}
