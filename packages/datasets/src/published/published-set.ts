import type { Prompt } from '@waltz/core';
import { mappedColumns, readByMap, type LabelMap } from '../prompts/label-map.ts';
import type { PromptFile } from '../prompts/read-prompts.ts';
import type { Origin } from '@waltz/hub';
import type { SourceFile } from '../source/source-file.ts';

/** One published file of prompts. A set whose splits are files of their own is one of these for each split. */
export interface PublishedSet extends SourceFile, Pick<PromptFile, 'columns' | 'read'> {
  /** As an experiment names it. */
  readonly name: string;
  readonly origin: Origin;
  /** Why nothing may be trained on it; training on it is allowed when it is left out. */
  readonly evaluationOnly?: string;
  /** Whether a response to a prompt of this set is right, where that can be told without a judge. */
  readonly isRight?: (prompt: Prompt, response: string) => boolean;
  /** The set whose prompts are taken out of this one, because they are published in both. */
  readonly without?: PublishedSet;
}

/** Reads each row by one map of its columns. */
export function labelled(map: LabelMap): Pick<PublishedSet, 'columns' | 'read'> {
  return { columns: mappedColumns(map), read: (row) => readByMap(row, map) };
}
