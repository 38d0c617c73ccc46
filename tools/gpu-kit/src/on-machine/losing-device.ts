import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { webGpuBackend } from '../../../../packages/compute/src/index.ts';
import { component, definePlugin, type Backend } from '../../../../packages/core/src/index.ts';

let isWatched = false;

/** The backend `webgpu`, whose device is destroyed at the first read once the file `WALTZ_KIT_LOSE_WHEN` is there. */
const losingBackend: Backend = {
  name: 'losing',
  probe: () => webGpuBackend.probe(),
  async activate() {
    await webGpuBackend.activate();
    if (isWatched) return;
    isWatched = true;
    const sign = process.env['WALTZ_KIT_LOSE_WHEN'];
    if (sign === undefined) return;
    const backend = tf.backend();
    const read = backend.read.bind(backend);
    backend.read = (dataId) => {
      // What `webgpu` registers has the device that WebGPU itself gave, and so its `destroy`.
      if (existsSync(sign)) (backend as unknown as { readonly device: GPUDevice }).device.destroy();
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
