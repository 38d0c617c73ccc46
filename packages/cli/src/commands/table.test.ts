import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evaluationWith, writeFinishedRun } from '../testing/finished-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { showTable } from './table.ts';

it('puts the tables, with the command that makes them, into their place in a document', async () => {
  const runs = temporaryFolder();
  const document = join(temporaryFolder(), 'results.md');
  writeFinishedRun(join(runs, 'a'), { seed: 1, evaluations: { final: evaluationWith(0.1) } });
  writeFileSync(document, `Before.\n\n<!-- waltz table ${runs} -->\n<!-- /waltz table -->\n`);
  for (const seed of [2, 3]) {
    writeFinishedRun(join(runs, 'b'), { seed, evaluations: { final: evaluationWith(0.3) } });
    expect(await showTable([runs], document)).toBe(0);
    const text = readFileSync(document, 'utf8');
    expect(text).toMatch(/^Before\.\n/);
    expect(text).toContain(`2 seeds: 1, ${seed};`);
    expect(text.match(/\| ASR .* 20\.0 ± 14\.1 /g)).toHaveLength(1);
    expect(text).toContain(`Made by \`npx waltz table ${runs}\`.`);
  }
});

it('says which lines to write where a document has no place for them', async () => {
  const runs = temporaryFolder();
  writeFinishedRun(runs, { seed: 1, evaluations: { final: evaluationWith(0.1) } });
  await expect(showTable([runs], join(runs, 'results.md'))).rejects.toThrow(
    `write the lines <!-- waltz table ${runs} --> and <!-- /waltz table -->`,
  );
});

it('names the folder that is not there', async () => {
  await expect(showTable([temporaryFolder(), 'runs/nowhere'], undefined)).rejects.toThrow(
    'runs/nowhere holds no finished runs',
  );
});
