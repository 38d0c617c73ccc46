import { huggingFace } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { ResponseSet } from '../labelled-response.ts';

/** Answers to harmful questions, some of them safe (Ji et al. 2023, arXiv 2307.04657): the round of 30,000. */
export const beaverTailsTrain = round('train');
export const beaverTailsTest = round('test');

function round(split: 'train' | 'test'): ResponseSet {
  return {
    name: `beavertails-${split}`,
    path: `beavertails/round0/30k/${split}.jsonl.gz`,
    source: {
      name: 'BeaverTails',
      url: 'https://huggingface.co/datasets/PKU-Alignment/BeaverTails',
      licence: 'CC-BY-NC-4.0',
    },
    origin: huggingFace(
      'PKU-Alignment/BeaverTails',
      '8401fe609d288129cc684a9b3be6a93e41cfe678',
      `round0/30k/${split}.jsonl.gz`,
    ),
    columns: ['prompt', 'response', 'is_safe'],
    read: (row) => {
      const safe = row.cells['is_safe'];
      if (typeof safe !== 'boolean') return { malformed: 'is_safe is neither true nor false' };
      return {
        items: [
          { prompt: textOf(row, 'prompt'), response: textOf(row, 'response'), unsafe: !safe },
        ],
      };
    },
  };
}
