import {
  component,
  fraction,
  positiveInteger,
  type Dataset,
  type Prompt,
  type RunContext,
} from '@waltz/core';
import { distinctPrompts } from '../split/distinct-prompts.ts';
import { splitByContent } from '../split/split-by-content.ts';
import { fileList, type FileOptions } from './file-options.ts';
import { readPrompts } from './read-prompts.ts';
import { readSourceFiles } from './source-files.ts';

export interface DelimitedOptions {
  readonly root: string;
  readonly files: readonly FileOptions[];
  readonly heldOutShare: number;
  readonly splitSeed: number;
  readonly maxCharacters: number | null;
  readonly maxMalformedShare: number;
}

/** Prompts from CSV, TSV and JSONL files, as published, split by content. */
export function createDelimitedDataset(
  options: DelimitedOptions,
  { notice }: Pick<RunContext, 'notice'>,
): Dataset {
  const { root, files, maxMalformedShare, maxCharacters } = options;
  const prompts = readSourceFiles(root, files).flatMap((file) =>
    readPrompts(file, { maxMalformedShare, notice }),
  );
  const short = withoutLongPrompts(prompts, maxCharacters, notice);
  const split = splitByContent(distinctPrompts(short, notice), options);
  return { name: 'delimited', prompts: (side) => split[side] };
}

function withoutLongPrompts(
  prompts: readonly Prompt[],
  maxCharacters: number | null,
  notice: RunContext['notice'],
): readonly Prompt[] {
  if (maxCharacters === null) return prompts;
  const short = prompts.filter(({ text }) => text.length <= maxCharacters);
  const long = prompts.length - short.length;
  if (long > 0) {
    notice(
      `left out ${long} of ${prompts.length} prompts because they are longer than ${maxCharacters} characters; ` +
        'a prompt is never cut',
    );
  }
  return short;
}

export const delimitedDataset = component<'dataset', DelimitedOptions>('dataset', 'delimited', {
  summary: 'Prompts from CSV, TSV and JSONL files with a column map, split by content.',
  options: {
    root: {
      doc: 'Folder of the files, relative to the working directory, as run.folder is.',
      format: String,
      default: '.',
    },
    files: {
      doc: 'Each { path, source, columns, harm, kind, … }; packages/datasets/README.md tells all.',
      format: fileList,
      default: [],
    },
    heldOutShare: {
      doc: 'Share of the prompts, about, that training never sees; above 0 and below 1.',
      format: fraction,
      default: 0.2,
    },
    splitSeed: {
      doc: 'Decides which prompts are held out, whatever the seed of the run is.',
      format: 'nat',
      default: 0,
    },
    maxCharacters: {
      doc: 'Longer prompts are left out, and counted in a notice; null keeps all.',
      format: positiveInteger,
      nullable: true,
      default: null,
    },
    maxMalformedShare: {
      doc: "Share of a file's rows that may be malformed; they are left out, and counted in a notice.",
      format: fraction,
      default: 0.01,
    },
  },
  create: createDelimitedDataset,
});
