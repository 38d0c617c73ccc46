import { KernelBackend } from '@tensorflow/tfjs-core';
import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import type { CudaAddon } from './cuda-addon.ts';
import { onCard } from './on-card.ts';

type Values = backend_util.BackendValues;

interface Stored {
  readonly dtype: DataType;
  readonly size: number;
  references: number;
  /** As JavaScript gave it. Whole numbers keep theirs, to be looked at; float32 is on the card alone once it is there. */
  here: Values | null;
  /** On the card; 0 for nowhere. */
  address: number;
}

/** Tensors in the memory of a card, where they come when a kernel first asks for them. */
export class CudaBackend extends KernelBackend {
  readonly #addon: CudaAddon;
  readonly #stored = new WeakMap<object, Stored>();
  #count = 0;

  constructor(addon: CudaAddon) {
    super();
    this.#addon = addon;
  }

  override write(values: Values, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: Values,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    this.#keep(dataId, { dtype, size: sizeOf(shape), references, here: values, address: 0 });
  }

  /** A new float32 tensor with undefined content. Throws when the card has no memory left. */
  output(shape: readonly number[]): TensorInfo {
    const dataId = {};
    const size = sizeOf(shape);
    const address = this.#allocate(size);
    this.#keep(dataId, { dtype: 'float32', size, references: 1, here: null, address });
    return { dataId, shape: [...shape], dtype: 'float32' };
  }

  /** Where the numbers of a tensor lie on the card. Throws for a type that kernels do not read. */
  address({ dataId }: TensorInfo): number {
    const stored = this.#at(dataId);
    if (stored.address !== 0) return stored.address;
    const values = numbersOf(stored);
    const address = this.#allocate(stored.size);
    onCard(() => this.#addon.place(address, values));
    stored.address = address;
    if (stored.dtype === 'float32') stored.here = null;
    return address;
  }

  /** The whole numbers of a tensor that JavaScript made. */
  integers({ dataId }: TensorInfo): Int32Array {
    const { here } = this.#at(dataId);
    if (!(here instanceof Int32Array)) throw new TypeError('a kernel takes its indices as int32');
    return here;
  }

  override readSync(dataId: object): Values {
    const { here, address, size } = this.#at(dataId);
    if (here !== null) return here;
    const values = new Float32Array(size);
    onCard(() => this.#addon.fetch(address, values));
    return values;
  }

  override read(dataId: object): Promise<Values> {
    return Promise.resolve().then(() => this.readSync(dataId));
  }

  override incRef(dataId: object): void {
    this.#at(dataId).references += 1;
  }

  override refCount(dataId: object): number {
    return this.#stored.get(dataId)?.references ?? 0;
  }

  override disposeData(dataId: object, force = false): boolean {
    const stored = this.#stored.get(dataId);
    if (stored === undefined) return true;
    stored.references -= 1;
    if (!force && stored.references > 0) return false;
    if (stored.address !== 0) this.#addon.release(stored.address);
    this.#stored.delete(dataId);
    this.#count -= 1;
    return true;
  }

  override numDataIds(): number {
    return this.#count;
  }

  override memory(): { readonly unreliable: boolean; readonly numBytesOnCard: number } {
    return { unreliable: false, numBytesOnCard: this.#addon.bytes_in_use() };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  #allocate(size: number): number {
    return onCard(() => this.#addon.allocate(size * Float32Array.BYTES_PER_ELEMENT));
  }

  #keep(dataId: object, stored: Stored): void {
    this.#stored.set(dataId, stored);
    this.#count += 1;
  }

  #at(dataId: object): Stored {
    const stored = this.#stored.get(dataId);
    if (stored === undefined) throw new Error('a tensor of another backend, or a disposed one');
    return stored;
  }
}

/** As the card keeps them. */
function numbersOf({ here, dtype }: Stored): Float32Array | Int32Array {
  const Wanted = dtype === 'int32' ? Int32Array : Float32Array;
  if (here instanceof Wanted) return here;
  // TensorFlow.js turns integers into float32 by name alone.
  if ((dtype === 'int32' || dtype === 'float32') && ArrayBuffer.isView(here))
    return Wanted.from(here);
  throw new TypeError(`a kernel cannot read a tensor of type ${dtype}`);
}
