/** The sizes of a transformer of the Llama family: what its arithmetic costs follows from them. */
export interface ModelSize {
  readonly vocabularySize: number;
  /** Width of the residual stream. */
  readonly dim: number;
  readonly layers: number;
  /** Query heads. */
  readonly heads: number;
  /** Key and value heads, each shared by `heads / kvHeads` query heads. */
  readonly kvHeads: number;
  /** Width of a query, key or value of one head; `dim / heads` where left out. */
  readonly headDim?: number;
  /** Width inside the SwiGLU block. */
  readonly hiddenDim: number;
  /** Longest sequence, context and completion together. */
  readonly maxPositions: number;
  /** Whether the output projection is the embedding table, transposed. */
  readonly tieEmbeddings: boolean;
}

/** Width of one attention head. */
export function headDim(size: ModelSize): number {
  return size.headDim ?? size.dim / size.heads;
}
