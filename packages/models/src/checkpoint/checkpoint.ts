/**
 * The tensors of a model on disk. What there is is known; numbers are read when they are asked for, one tensor at a
 * time and while the caller waits, so that a model is loaded in little more memory than it takes.
 */
export interface Checkpoint {
  /** The file or folder, for messages. */
  readonly path: string;
  /** By tensor. Matrices are `[out][in]`. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** The numbers of a tensor, row by row. Throws, naming the file, when there is no such tensor or it cannot be read. */
  read(name: string): Float32Array;
}
