import { github } from '@waltz/hub';
import { labelled, type PublishedSet } from '../published-set.ts';

/** Harmful instructions, made for attacks by suffix (Zou et al. 2023, arXiv 2307.15043). */
export const advBench: PublishedSet = {
  name: 'advbench',
  path: 'advbench/harmful_behaviors.csv',
  source: {
    name: 'AdvBench',
    url: 'https://github.com/llm-attacks/llm-attacks',
    licence: 'MIT',
  },
  origin: github('llm-attacks/llm-attacks', 'main', 'data/advbench/harmful_behaviors.csv'),
  sha256: '6cd1a5c63c07610d7eb67307772ee5606017ee950b5770ab288a2c487489d3e1',
  ...labelled({ columns: { text: 'goal' }, harm: 'harmful', kind: 'advbench' }),
};
