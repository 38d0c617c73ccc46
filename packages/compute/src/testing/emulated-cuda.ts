import { messageOf } from '@waltz/core';
import type { Backend } from '@waltz/core';
import { findCompiler } from '../addons/build.ts';
import { activate } from '../backends/activate.ts';
import { buildCudaAddon } from '../cuda/build-cuda.ts';
import { cudaAddon } from '../cuda/cuda-addon.ts';
import { EMULATED_CUDA } from '../cuda/register-cuda.ts';

/** Our kernels for a card, emulated by the processor: it shows that they are right, where no card is. */
export const emulatedCudaBackend: Backend = {
  name: EMULATED_CUDA,
  probe: async () => {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      return { available: false, reason: 'the emulation is for Linux on x86-64' };
    }
    try {
      await build();
      return { available: true, reason: 'the emulation is built' };
    } catch (error) {
      return { available: false, reason: messageOf(error) };
    }
  },
  activate: () => activate(EMULATED_CUDA),
};

async function build(): Promise<void> {
  try {
    cudaAddon('emulation');
  } catch {
    // Not there, or of other sources.
    const compiler = await findCompiler();
    if (compiler === null) throw new Error('no C++ compiler found (c++, g++ or clang++)');
    await buildCudaAddon(compiler, 'emulation');
  }
}
