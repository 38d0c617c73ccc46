/** A download as it begins, or goes on. */
export interface ShownDownload {
  readonly name: string;
  /** Bytes that were there before. */
  readonly held: number;
  /** Bytes of the whole file, where they are known. */
  readonly total: number | undefined;
}

/** What shows a download while it goes. */
export interface DownloadDisplay {
  /** So many bytes are there now, with those that were there before. */
  advance(bytes: number): void;
  stop(): void;
}
