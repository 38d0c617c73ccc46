import type { TensorInfo } from '@tensorflow/tfjs-core';
import type {
  KernelArgument,
  KernelFunction,
  KernelList,
  ListingKernelModule,
  Part,
  PartwiseFunction,
} from '../kernels/kernel-module.ts';
import { firstOutside } from '../kernels/lookups.ts';
import { sizeOf } from '../kernels/size-of.ts';
import { RotaryTables } from '../kernels/rotary-tables.ts';
import type { CudaAddon } from './cuda-addon.ts';
import type { CudaBackend } from './cuda-backend.ts';
import { onCard } from './on-card.ts';

/** The kernels of the addon, at work in the memory of the card. */
export class CudaKernelModule implements ListingKernelModule<KernelFunction | 'arithmetic'> {
  readonly rotary: RotaryTables<KernelArgument>;
  readonly backendName: string;
  readonly #backend: CudaBackend;
  readonly #addon: CudaAddon;
  #integers = { address: 0, length: 0 };

  constructor(backendName: string, backend: CudaBackend, addon: CudaAddon) {
    this.backendName = backendName;
    this.#backend = backend;
    this.#addon = addon;
    this.rotary = new RotaryTables<number>({
      place: (values) => {
        const address = addon.allocate(values.byteLength);
        addon.place(address, values);
        return address;
      },
      free: (address) => {
        addon.release(address);
      },
    });
  }

  run(
    name: KernelFunction | 'arithmetic',
    tensors: readonly TensorInfo[],
    others: readonly (KernelArgument | KernelList)[] = [],
  ): number {
    const wrong = firstOutside(name, tensors, others, (ids) => this.#backend.integers(ids));
    if (wrong >= 0) return wrong;
    const addresses = tensors.map((tensor) => this.#backend.address(tensor));
    return onCard(() => this.#addon[name](...addresses, ...others));
  }

  runEach(name: PartwiseFunction, parts: readonly Part[], others: readonly number[] = []): void {
    const list: number[] = [];
    for (const { tensors, sizes } of parts) {
      for (const tensor of tensors) list.push(this.#backend.address(tensor));
      list.push(...sizes);
    }
    onCard(() => {
      this.#addon[name](Float64Array.from(list), ...others);
    });
  }

  /** Copies a box of numbers: `axes`, sizes, where it starts in what is read, its steps there, and both in `to`. */
  copyBox(from: TensorInfo, to: TensorInfo, box: readonly number[]): void {
    const addresses = [this.#backend.address(from), this.#backend.address(to)] as const;
    onCard(() => {
      this.#addon.copy_box(...addresses, Float64Array.from(box));
    });
  }

  /** A new float32 tensor of zeros. */
  zeros(shape: readonly number[]): TensorInfo {
    const out = this.output(shape);
    this.#addon.clear(this.#backend.address(out), sizeOf(shape));
    return out;
  }

  output(shape: readonly number[]): TensorInfo {
    return this.#backend.output(shape);
  }

  alias({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  /** Does nothing: what is on the card is the tensor's own. */
  claim(): void {}

  /** None: calls take memory of the card for themselves. */
  scratch(): number {
    return 0;
  }

  integers(values: Int32Array): number {
    if (values.length > this.#integers.length) {
      if (this.#integers.address !== 0) this.#addon.release(this.#integers.address);
      const length = 2 * values.length;
      this.#integers = { address: onCard(() => this.#addon.allocate(4 * length)), length };
    }
    this.#addon.place(this.#integers.address, values);
    return this.#integers.address;
  }

  list(tensors: readonly TensorInfo[]): Float64Array {
    return Float64Array.from(tensors, (tensor) => this.#backend.address(tensor));
  }
}
