import { github } from '@waltz/hub';
import { labelled, type PublishedSet } from '../published-set.ts';

/** Safe prompts that only sound unsafe, and unsafe ones in contrast to them (Röttger et al. 2024, arXiv 2308.01263). */
export const xstest: PublishedSet = {
  name: 'xstest',
  path: 'xstest/xstest_prompts.csv',
  source: {
    name: 'XSTest',
    url: 'https://github.com/paul-rottger/xstest',
    licence: 'CC-BY-4.0',
  },
  origin: github(
    'paul-rottger/xstest',
    'd7bb5bd738c1fcbc36edd83d5e7d1b71a3e2d84d',
    'xstest_prompts.csv',
  ),
  sha256: '11783fb294ed017473ee53c207d71f2161c7672c8d0b037501e78387f801cb5a',
  ...labelled({
    columns: { text: 'prompt', id: 'id', type: 'type', focus: 'focus' },
    harm: { column: 'label', values: { safe: 'benign', unsafe: 'harmful' } },
    kind: { benign: 'xstest-safe', harmful: 'xstest-unsafe' },
  }),
};
