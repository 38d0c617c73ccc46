/** A tensor of a safetensors file that is to be written. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** A function is called when the tensor is written, so that a large model need not be in memory a second time. */
  readonly values: Float32Array | (() => Promise<Float32Array>);
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the little-endian length that a file starts with; the JSON header follows it, then the values. */
export const LENGTH_BYTES = 8;

/** Readers refuse longer headers. */
export const MOST_HEADER_BYTES = 100_000_000;

/** The key of the header that is not a tensor. */
export const METADATA_KEY = '__metadata__';

/** A tensor's entry in the header; offsets count from the end of the header, in bytes. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}
