import { didYouMean } from '@waltz/core';
import { readRows } from '../rows/read-rows.ts';
import type { RowRules } from '../rows/row-report.ts';
import { locateFiles, type LocateSettings } from '../source/locate-files.ts';
import { formatOf } from '../table/read-table.ts';
import { RESPONSE_SETS } from './catalogue.ts';
import type { LabelledResponse } from './labelled-response.ts';

/**
 * The responses of a published set with their labels, in its order, read row by row: what a judge's verdicts can be held
 * against. Throws when there is no such set, and as a dataset of prompts does when its file is missing or no good.
 */
export async function* readResponses(
  name: string,
  settings: LocateSettings & RowRules,
): AsyncGenerator<LabelledResponse> {
  const set = RESPONSE_SETS.find((one) => one.name === name);
  if (set === undefined) {
    const names = RESPONSE_SETS.map((one) => one.name);
    throw new Error(
      `there are no labelled responses "${name}".${didYouMean(name, names)} There are ${names.join(', ')}`,
    );
  }
  const format = formatOf(set.path);
  if (format === undefined) throw new Error(`${set.path} has no extension that tells its format`);
  const locationOf = await locateFiles([set], settings);
  const file = { ...set, name: set.path, location: locationOf(set), format };
  const rows = readRows(file, settings, ({ prompt }) =>
    prompt.trim() === '' ? 'no prompt' : null,
  );
  for await (const { item, row } of rows) {
    const { id, ...labelled } = item;
    yield { id: [set.path, row.line, ...(id === undefined ? [] : [id])].join(':'), ...labelled };
  }
}
