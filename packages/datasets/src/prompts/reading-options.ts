import { fraction, positiveInteger } from '@waltz/core';
import type { SplitSettings } from '../split/split-by-content.ts';

/** How prompts are taken from files, whichever files they are. */
export interface ReadingOptions extends SplitSettings {
  readonly root: string;
  readonly fetch: boolean;
  readonly maxCharacters: number | null;
  readonly maxMalformedShare: number;
}

/** Convict schema of `ReadingOptions`. */
export const readingOptions = {
  root: {
    doc: 'Folder of the files, relative to the working directory, as run.folder is.',
    format: String,
    default: '.',
  },
  fetch: {
    doc: "Whether files that are not there are fetched from where they are published, into the user's cache.",
    format: Boolean,
    default: true,
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
};
