import type { Origin } from '@waltz/hub';

/** A file of data as it was published. */
export interface SourceFile {
  /** Below `dataset.root`; ids of prompts begin with it. */
  readonly path: string;
  /** Shown when the file is missing; the name becomes `Prompt.source`. */
  readonly source: Source;
  /** Where it can be fetched, if it is known. */
  readonly origin?: Origin;
  /** Of the file as published; another file at this path is an error. */
  readonly sha256?: string;
}

export interface Source {
  readonly name: string;
  readonly url: string;
  readonly licence: string;
}
