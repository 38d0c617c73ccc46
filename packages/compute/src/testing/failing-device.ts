import * as tf from '@tensorflow/tfjs-core';
import { component, definePlugin, LostDevice, OutOfDeviceMemory, type Backend } from '@waltz/core';
import { wasmBackend } from '../index.ts';

const ASKED = { asked: 2 ** 31, free: 2 ** 20, total: 2 ** 33 };

let fails = false;

/** The backend `wasm`, which fails as a device does at the read number `WALTZ_TEST_FAILING_READ`, counted from 1. */
const failingBackend: Backend = {
  name: 'failing',
  probe: () => wasmBackend.probe(),
  async activate() {
    await wasmBackend.activate();
    if (fails) return;
    fails = true;
    const failing = Number(process.env['WALTZ_TEST_FAILING_READ'] ?? Infinity);
    const isLost = process.env['WALTZ_TEST_FAILURE'] === 'lost';
    const backend = tf.backend();
    const read = backend.read.bind(backend);
    let reads = 0;
    backend.read = (dataId) => {
      reads += 1;
      if (isLost && reads >= failing) throw new LostDevice('test device', 'it was unplugged');
      if (reads === failing) throw new OutOfDeviceMemory('test device', ASKED);
      return read(dataId);
    };
  },
};

/** A plugin for runs that end in the middle. */
export default definePlugin({
  name: 'failing-device',
  summary: 'A device that fails.',
  components: [
    component('backend', 'failing', {
      summary: 'WebAssembly that fails at a read.',
      options: {},
      create: () => failingBackend,
    }),
  ],
});
