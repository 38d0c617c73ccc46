import { huggingFace } from '@waltz/hub';
import { labelled, type PublishedSet } from '../published-set.ts';

/**
 * Instructions of everyday use (Dubois et al. 2024, arXiv 2404.04475). The trait `reference` is another model's answer, which
 * a judge compares answers with.
 */
export const alpacaEval: PublishedSet = {
  name: 'alpaca-eval',
  path: 'alpaca-eval/alpaca_eval.json',
  source: {
    name: 'AlpacaEval',
    url: 'https://huggingface.co/datasets/tatsu-lab/alpaca_eval',
    licence: 'CC-BY-NC-4.0',
  },
  origin: huggingFace(
    'tatsu-lab/alpaca_eval',
    '2edc6fad8be6b14ea7230aabfd08188da6b8b814',
    'alpaca_eval.json',
  ),
  evaluationOnly: 'a benchmark',
  ...labelled({
    columns: { text: 'instruction', origin: 'dataset', reference: 'output' },
    harm: 'benign',
    kind: 'alpaca-eval',
  }),
};
