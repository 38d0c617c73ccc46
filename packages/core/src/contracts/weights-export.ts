/** How the numbers of exported weights are written. */
export type ExportFormat = 'float32' | 'bfloat16';

/** What is to be made of trained weights, for other programs to read. */
export interface WeightsExport {
  /** A file that an engine of the same provider has saved. */
  readonly weights: string;
  /** A folder that is there and empty. */
  readonly folder: string;
  /** Whether adapters are added to what they adapt, or written alone; all one where there are none. */
  readonly merged: boolean;
  readonly format: ExportFormat;
}

/** What an export has become. */
export interface ExportedWeights {
  readonly kind: 'adapter' | 'model';
  /** The published model that the weights come from, as the config names it; null where they come from none. */
  readonly base: string | null;
  /** What whoever loads it has to know, a sentence each. */
  readonly notes: readonly string[];
}
