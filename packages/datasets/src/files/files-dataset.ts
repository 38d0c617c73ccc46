import { component, type Dataset, type Prompt, type RunContext } from '@waltz/core';
import { LengthLimit } from '../prompts/length-limit.ts';
import { mappedColumns, readByMap } from '../prompts/label-map.ts';
import { readPrompts, type PromptFile } from '../prompts/read-prompts.ts';
import { readingOptions, type ReadingOptions } from '../prompts/reading-options.ts';
import { locateFiles } from '../source/locate-files.ts';
import { distinctPrompts } from '../split/distinct-prompts.ts';
import { splitByContent } from '../split/split-by-content.ts';
import { formatOf } from '../table/read-table.ts';
import { fileList, type FileOptions } from './file-options.ts';

export interface FilesOptions extends ReadingOptions {
  readonly files: readonly FileOptions[];
}

/** Prompts from files of your own, as they stand there, split by content. */
export async function createFilesDataset(
  options: FilesOptions,
  { notice }: Pick<RunContext, 'notice'>,
): Promise<Dataset> {
  const { files, maxMalformedShare, maxCharacters } = options;
  const locationOf = await locateFiles(files, { ...options, notice });
  const limit = new LengthLimit(maxCharacters);
  const prompts: Prompt[] = [];
  for (const file of files) {
    const rows = readPrompts(promptFile(file, locationOf(file)), { maxMalformedShare, notice });
    for await (const prompt of rows) if (limit.keeps(prompt)) prompts.push(prompt);
  }
  limit.tell(notice);
  const split = splitByContent(distinctPrompts(prompts, notice), options);
  return { name: 'files', prompts: (side) => split[side] };
}

function promptFile(options: FileOptions, location: string): PromptFile {
  const { path, source, format = formatOf(path) } = options;
  if (format === undefined) throw new Error(`${path} needs a format`);
  return {
    name: path,
    location,
    format,
    columns: mappedColumns(options),
    source: source.name,
    read: (row) => readByMap(row, options),
  };
}

export const filesDataset = component<'dataset', FilesOptions>('dataset', 'files', {
  summary:
    'Prompts from CSV, TSV, JSON and Parquet files of your own with a column map, split by content.',
  options: {
    files: {
      doc: 'Each { path, source, columns, harm, kind, … }; packages/datasets/README.md tells all.',
      format: fileList,
      default: [],
    },
    ...readingOptions,
  },
  create: createFilesDataset,
});
