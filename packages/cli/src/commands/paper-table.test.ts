import { join } from 'node:path';
import { PAPER_SWEEPS } from '@waltz/report';
import { expect, it } from 'vitest';
import { prepareSweep } from '../sweep/prepare-sweep.ts';
import { paperTable } from './paper-table.ts';

const EXPERIMENTS = join(import.meta.dirname, '../../../../experiments');

it('measures on sweeps that are there, one run for what two of them ask', async () => {
  const folders: string[] = [];
  for (const name of PAPER_SWEEPS) {
    const sweep = await prepareSweep(join(EXPERIMENTS, `${name}.yaml`), ['sweep.seeds=[1]']);
    for (const { runs } of sweep?.cells ?? []) {
      folders.push(...runs.map(({ prepared }) => prepared.folder.path));
    }
  }
  expect(folders).toHaveLength(18);
  expect(new Set(folders).size).toBe(17);
});

it('keeps a quick look out of documents', async () => {
  await expect(paperTable(['limits.steps=2'], { into: 'docs/results.md' })).rejects.toThrow(
    'limits.steps=2 makes this a quick look',
  );
});
