import { github } from '@waltz/hub';
import { labelled, type PublishedSet } from '../published-set.ts';

/** Plain harmful requests of six categories (Souly et al. 2024, arXiv 2402.10260). */
export const strongReject: PublishedSet = {
  name: 'strongreject',
  path: 'strongreject/strongreject_dataset.csv',
  source: {
    name: 'StrongREJECT',
    url: 'https://github.com/alexandrasouly/strongreject',
    licence: 'MIT',
  },
  origin: github(
    'alexandrasouly/strongreject',
    'f7cad6c17e624e21d8df2278e918ae1dddb4cb56',
    'strongreject_dataset/strongreject_dataset.csv',
  ),
  sha256: '4dd70357e4ff8b5d0ba5ebafecab5d6dd5633ce8046e3dd1c8bd93e64de44381',
  ...labelled({
    columns: { text: 'forbidden_prompt', category: 'category', origin: 'source' },
    harm: 'harmful',
    kind: 'strongreject',
  }),
};
