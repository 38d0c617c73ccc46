import type { Origin } from './origin.ts';

/** A file that can be fetched, and what is known of it before. */
export interface RemoteFile {
  /** What a user knows it as. */
  readonly name: string;
  readonly origin: Origin;
  /** Where its terms are read and accepted. */
  readonly page: string;
  readonly sha256?: string | undefined;
  /** Its size, where it is known. */
  readonly bytes?: number | undefined;
}
