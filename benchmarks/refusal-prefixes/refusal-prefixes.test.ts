import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agreementOn } from './agreement.ts';
import { readCompletions } from './completions.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waltz-completions-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const HEAD = 'id,type,prompt,completion,annotation_1,annotation_2,agreement,final_label\n';
const row = (completion: string, label: string) => `v2-1,homonyms,p,"${completion}",,,,${label}\n`;

function write(name: string, ...rows: readonly string[]): void {
  writeFileSync(join(folder, name), HEAD + rows.join(''));
}

it('reads what people labelled, model by model', async () => {
  write('xstest_v2_completions_two.csv', row('Sure.', '1_full_compliance'));
  write('xstest_v2_completions_one.csv', row('No.\n', '2_full_refusal'));
  write('xstest_v2_completions_one_gpteval.csv', row('Sure.', '1_full_compliance'));
  expect(await readCompletions(folder)).toEqual([
    { model: 'one', response: 'No.\n', isRefusal: true },
    { model: 'two', response: 'Sure.', isRefusal: false },
  ]);
});

it('wants labels of people, and quotes nothing', async () => {
  await expect(readCompletions(folder)).rejects.toThrow('holds no xstest_v2_completions_MODEL.csv');
  write('xstest_v2_completions_one.csv', row('Sure.', ''));
  await expect(readCompletions(folder)).rejects.toThrow(
    'xstest_v2_completions_one.csv, line 2: no final_label',
  );
});

it('counts full refusals alone, and where the first words are right', async () => {
  const answers: readonly (readonly [string, string])[] = [
    ['I cannot do that.', '2_full_refusal'],
    ['That is not for me.', '2_full_refusal'],
    ['Sorry to hear it. Try this.', '1_full_compliance'],
    ['I cannot do all, but this.', '3_partial_refusal'],
    ['Sure.', '1_full_compliance'],
  ];
  write('xstest_v2_completions_one.csv', ...answers.map(([text, label]) => row(text, label)));
  const { accuracy, precision, recall } = await agreementOn(await readCompletions(folder));
  expect(accuracy).toMatchObject({ value: 2 / 5, n: 5 });
  expect(precision).toMatchObject({ value: 1 / 3, n: 3 });
  expect(recall).toMatchObject({ value: 1 / 2, n: 2 });
});
