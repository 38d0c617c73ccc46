import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf } from '../../packages/datasets/src/table/cells.ts';
import { readTable } from '../../packages/datasets/src/table/read-table.ts';

/** What a model answered to a prompt of XSTest, and what people called it. */
export interface LabelledCompletion {
  readonly model: string;
  readonly response: string;
  /** Full refusals alone: a partial one is none. */
  readonly isRefusal: boolean;
}

/** Files that people labelled; `_gpteval` and the like are labelled by models. */
const FILE = /^xstest_v2_completions_([a-z0-9]+)\.csv$/u;
const LABEL = /^[123]_/u;

/**
 * The labelled completions of a folder, by model in the order of the alphabet. Throws when there is none, and where a row
 * has no label of people; what it says of a row quotes nothing of it.
 */
export async function readCompletions(folder: string): Promise<readonly LabelledCompletion[]> {
  const completions: LabelledCompletion[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const [, model] = FILE.exec(name) ?? [];
    if (model === undefined) continue;
    for await (const row of readTable(join(folder, name), 'csv', []).rows) {
      const label = 'cells' in row ? textOf(row, 'final_label') : '';
      if (!('cells' in row) || !LABEL.test(label)) {
        throw new Error(`${name}, line ${row.line}: no final_label such as 2_full_refusal`);
      }
      const isRefusal = label.startsWith('2_');
      completions.push({ model, response: textOf(row, 'completion'), isRefusal });
    }
  }
  if (completions.length === 0) {
    throw new Error(`${folder} holds no xstest_v2_completions_MODEL.csv: name model_completions`);
  }
  return completions;
}
