import { huggingFace } from '../../source/origin.ts';
import { labelled, type PublishedSet } from '../published-set.ts';

/** Questions that people answer wrongly (Lin et al. 2022, arXiv 2109.07958); the trait `answer` is the best answer. */
export const truthfulQa: PublishedSet = {
  name: 'truthfulqa',
  path: 'truthfulqa/generation/validation-00000-of-00001.parquet',
  source: {
    name: 'TruthfulQA',
    url: 'https://huggingface.co/datasets/truthfulqa/truthful_qa',
    licence: 'Apache-2.0',
  },
  origin: huggingFace(
    'truthfulqa/truthful_qa',
    '741b8276f2d1982aa3d5b832d3ee81ed3b896490',
    'generation/validation-00000-of-00001.parquet',
  ),
  evaluationOnly: 'a benchmark',
  ...labelled({
    columns: { text: 'question', category: 'category', answer: 'best_answer' },
    harm: 'benign',
    kind: 'truthfulqa',
  }),
};
