/** How many sets of weights are open at once. */
export interface SetsOfWeights {
  /** With an optimiser's state: the agents that learn, or the one base model that is made. */
  readonly trained: number;
  /** Frozen copies: reference policies. */
  readonly references: number;
  readonly critics: number;
}

/** What a run is going to need of the memory that tensors lie in. */
export interface MemoryEstimate {
  /** What is there at the same time. */
  readonly shares: readonly MemoryShare[];
  /** What there is; null where that is not known. */
  readonly room: { readonly bytes: number; readonly where: string } | null;
}

export interface MemoryShare {
  readonly what: string;
  readonly bytes: number;
  /** What makes it less, as `a smaller engine.sampleBatch`; null where no option does. */
  readonly lessWith: string | null;
}
