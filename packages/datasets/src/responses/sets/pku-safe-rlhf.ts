import { huggingFace } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { ResponseSet } from '../labelled-response.ts';

/** Pairs of answers to one question, each with a label of its own (Ji et al. 2024, arXiv 2406.15513): those of Alpaca-7B. */
export const pkuSafeRlhfTrain = answers('train');
export const pkuSafeRlhfTest = answers('test');

function answers(split: 'train' | 'test'): ResponseSet {
  return {
    name: `pku-safe-rlhf-${split}`,
    path: `pku-safe-rlhf/data/Alpaca-7B/${split}.jsonl`,
    source: {
      name: 'PKU-SafeRLHF',
      url: 'https://huggingface.co/datasets/PKU-Alignment/PKU-SafeRLHF',
      licence: 'CC-BY-NC-4.0',
    },
    // We know of no commit that somebody else relies on.
    origin: huggingFace('PKU-Alignment/PKU-SafeRLHF', 'main', `data/Alpaca-7B/${split}.jsonl`),
    columns: ['prompt', 'response_0', 'response_1', 'is_response_0_safe', 'is_response_1_safe'],
    read: (row) => {
      const safe = [row.cells['is_response_0_safe'], row.cells['is_response_1_safe']];
      if (!safe.every((label) => typeof label === 'boolean')) {
        return { malformed: 'a label that is neither true nor false' };
      }
      return {
        items: safe.map((isSafe, index) => ({
          id: String(index),
          prompt: textOf(row, 'prompt'),
          response: textOf(row, `response_${index}`),
          unsafe: !isSafe,
        })),
      };
    },
  };
}
