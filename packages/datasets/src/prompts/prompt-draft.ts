import type { Prompt } from '@waltz/core';
import type { RowReading } from '../rows/row-reading.ts';

/** A prompt as its row tells it; its file adds the source, and the first part of the id. */
export interface PromptDraft extends Omit<Prompt, 'id' | 'source'> {
  /** What tells it from the other prompts of its file; the row's place when it is left out. */
  readonly id?: string;
}

export type PromptReading = RowReading<PromptDraft>;
