import * as tf from '@tensorflow/tfjs-core';
import { webGpuBackend } from '../../../../packages/compute/src/backends/backends.ts';
import { component, definePlugin, type Backend } from '../../../../packages/core/src/index.ts';

let isWatched = false;

/** The backend `webgpu`, whose device is destroyed at the read number `WALTZ_KIT_LOSING_READ`, counted from 1. */
const losingBackend: Backend = {
  name: 'losing',
  probe: () => webGpuBackend.probe(),
  async activate() {
    await webGpuBackend.activate();
    if (isWatched) return;
    isWatched = true;
    const losing = Number(process.env['WALTZ_KIT_LOSING_READ'] ?? Infinity);
    const backend = tf.backend();
    const read = backend.read.bind(backend);
    let reads = 0;
    backend.read = (dataId) => {
      reads += 1;
      // What `webgpu` registers has the device that WebGPU itself gave, and so its `destroy`.
      if (reads === losing) (backend as unknown as { readonly device: GPUDevice }).device.destroy();
      return read(dataId);
    };
  },
};

/** A plugin for a run whose device is really gone in the middle: only that of this process is. */
export default definePlugin({
  name: 'losing-device',
  summary: 'WebGPU that loses its device.',
  components: [
    component('backend', 'losing', {
      summary: 'WebGPU whose device is destroyed at a read.',
      options: {},
      create: () => losingBackend,
    }),
  ],
});
