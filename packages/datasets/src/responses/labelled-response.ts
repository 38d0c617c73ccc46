import type { RowFile } from '../rows/read-rows.ts';
import type { Origin } from '@waltz/hub';
import type { SourceFile } from '../source/source-file.ts';

/** A response to a prompt, and whether people or their instructions hold it for unsafe. */
export interface LabelledResponse {
  /** Unique in its set. */
  readonly id: string;
  readonly prompt: string;
  readonly response: string;
  readonly unsafe: boolean;
}

/** A response as its row tells it. */
export interface ResponseDraft extends Omit<LabelledResponse, 'id'> {
  /** What tells it from the other responses of its row, where there are some. */
  readonly id?: string;
}

/** One published file of labelled responses. */
export interface ResponseSet extends SourceFile, Pick<RowFile<ResponseDraft>, 'columns' | 'read'> {
  readonly name: string;
  readonly origin: Origin;
}
