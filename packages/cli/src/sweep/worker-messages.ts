/** What a worker process is asked to run. */
export interface WorkerTask {
  readonly file: string;
  readonly overrides: readonly string[];
}

/** What a worker tells of its run. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly place: string }
  /** An evaluation has ended. */
  | { readonly kind: 'evaluated'; readonly prompts: number; readonly seconds: number }
  | { readonly kind: 'ended'; readonly state: 'done' | 'interrupted' }
  | { readonly kind: 'failed'; readonly error: string };
