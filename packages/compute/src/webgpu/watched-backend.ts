import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { backend_util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import { nameOfAdapter } from './adapter.ts';
import { boundBuffers } from './bounded-buffers.ts';
import { DeviceWatch } from './device-watch.ts';
import { keepBindings } from './kept-bindings.ts';

type Values = backend_util.BackendValues;

/** The backend of TensorFlow.js, which gives no number back before it is sure that nothing went wrong on the way there. */
export class WatchedBackend extends WebGPUBackend {
  /** Whether a processor plays the GPU. */
  readonly isSoftware: boolean;
  readonly #watch: DeviceWatch;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    const name = nameOfAdapter(info);
    this.isSoftware = info.isFallbackAdapter;
    this.#watch = new DeviceWatch(device, name);
    boundBuffers(this.bufferManager, device.limits, name);
    keepBindings(this);
  }

  /**
   * Has the queue write what comes from JavaScript. TensorFlow.js makes a buffer for it that is mapped, copied from and
   * thrown away, which takes longer than most programs do. A buffer that is free is in no command that waits, so
   * the order is right.
   */
  override uploadToGPU(dataId: object): void {
    const tensor = this.tensorMap.get(dataId);
    // TensorFlow.js types both as always there.
    const { resource, values } = tensor as Partial<typeof tensor>;
    if (resource || !values) {
      super.uploadToGPU(dataId);
      return;
    }
    const Numbers = tensor.dtype === 'int32' || tensor.dtype === 'bool' ? Int32Array : Float32Array;
    // Strings, which alone are no numbers, are never computed with.
    const numbers = values instanceof Numbers ? values : Numbers.from(values as ArrayLike<number>);
    // Dawn's queue takes no memory that threads share.
    const isShared = numbers.buffer instanceof SharedArrayBuffer;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = this.bufferManager.acquireBuffer(numbers.byteLength, usage);
    this.queue.writeBuffer(buffer, 0, isShared ? numbers.slice() : numbers);
    Object.assign(tensor, { resource: buffer, values: null });
  }

  override async read(dataId: object): Promise<Values> {
    const size = sizeOf(this.tensorMap.get(dataId).shape);
    try {
      const [values] = await Promise.all([super.read(dataId), this.#watch.confirm()]);
      return this.#withoutSpare(dataId, values, size);
    } catch (error) {
      throw await this.#watch.explain(error);
    }
  }

  /** The numbers of a tensor, whose buffer may be larger (bounded-buffers.ts); TensorFlow.js keeps what it has read. */
  #withoutSpare(dataId: object, values: Values, size: number): Values {
    if (!ArrayBuffer.isView(values) || values.length === size) return values;
    const own = values.subarray(0, size);
    this.tensorMap.get(dataId).values = own;
    return own;
  }

  override readSync(dataId: object): Values {
    // TensorFlow.js types them as always there.
    const values = this.tensorMap.get(dataId).values as Values | null | undefined;
    if (values) return values;
    throw new Error(
      'a GPU gives numbers back asynchronously only: use data() in place of dataSync()',
    );
  }
}
