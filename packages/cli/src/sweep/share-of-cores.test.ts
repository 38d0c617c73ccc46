import { expect, it } from 'vitest';
import { shareOfCores } from './share-of-cores.ts';

it.each([
  ['auto', 2, 8, ['compute.workers=4']],
  ['auto', 3, 8, ['compute.workers=2']],
  ['auto', 9, 8, ['compute.workers=1']],
  [3, 2, 8, []],
] as const)('workers %s, %i jobs, %i cores', (workers, jobs, cores, overrides) => {
  expect(shareOfCores({ compute: { backend: 'auto', workers } }, jobs, cores)).toEqual(overrides);
});
