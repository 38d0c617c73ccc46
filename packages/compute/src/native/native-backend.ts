import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import { ArrayPool } from './array-pool.ts';

type Values = backend_util.BackendValues;

/**
 * The plain JavaScript backend, with memory that native kernels may overwrite and use again.
 * Such memory belongs to one tensor and never leaves: who reads gets a copy, and a view into it becomes a copy.
 */
export class NativeBackend extends MathBackendCPU {
  readonly #pool = new ArrayPool();

  /** A new float32 tensor with undefined content. */
  output(shape: readonly number[]): TensorInfo {
    return super.makeTensorInfo([...shape], 'float32', this.#pool.take(sizeOf(shape)));
  }

  /** The numbers of a tensor, where they lie, in the type that its dtype says. */
  numbers({ dataId, dtype }: TensorInfo): Float32Array | Int32Array {
    const { values } = this.data.get(dataId);
    const Wanted = dtype === 'int32' ? Int32Array : Float32Array;
    if (values instanceof Wanted) return values;
    // TensorFlow.js turns integers into float32 by name alone.
    if (ArrayBuffer.isView(values)) return Wanted.from(values);
    throw new TypeError(`a kernel cannot read a tensor of type ${dtype}`);
  }

  /** Gives a float32 tensor memory of its own, unless it has that already. */
  claim({ dataId }: TensorInfo): void {
    const data = this.data.get(dataId);
    if (!(data.values instanceof Float32Array) || this.#pool.owns(data.values)) return;
    const own = this.#pool.take(data.values.length);
    own.set(data.values);
    data.values = own;
  }

  /** What a kernel of TensorFlow.js computed. */
  override makeTensorInfo(
    shape: number[],
    dtype: DataType,
    values?: Values | string[],
  ): TensorInfo {
    // Its slices look into the memory of what they were cut from.
    const inOurs = values instanceof Float32Array && this.#pool.owns(values);
    return super.makeTensorInfo(shape, dtype, inOurs ? values.slice() : values);
  }

  override readSync(dataId: object): Values {
    const values = super.readSync(dataId);
    return values instanceof Float32Array && this.#pool.owns(values) ? values.slice() : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone && values instanceof Float32Array) this.#pool.giveBack(values);
    return gone;
  }
}
