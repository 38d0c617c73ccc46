import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { backend_util } from '@tensorflow/tfjs-core';
import { nameOfAdapter } from './adapter.ts';
import { boundBuffers } from './bounded-buffers.ts';
import { DeviceWatch } from './device-watch.ts';

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
  }

  override async read(dataId: object): Promise<Values> {
    try {
      const [values] = await Promise.all([super.read(dataId), this.#watch.confirm()]);
      return values;
    } catch (error) {
      throw await this.#watch.explain(error);
    }
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
