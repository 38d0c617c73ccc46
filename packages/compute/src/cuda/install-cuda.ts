import { findCompiler } from '../addons/build.ts';
import { buildCudaAddon, buildCudaKernels, findNvcc } from './build-cuda.ts';
import { KERNEL_FILES } from './cuda-addon.ts';

/**
 * Builds the addon for a card of NVIDIA, and where nvcc is, the kernels too, into `kernels`. Throws what is missing, and
 * what compilers say.
 */
export async function installCuda(
  tell: (line: string) => void,
  kernels: keyof typeof KERNEL_FILES = 'own',
): Promise<void> {
  const compiler = await findCompiler();
  if (compiler === null) throw new Error('no C++ compiler found (c++, g++ or clang++)');
  await buildCudaAddon(compiler, 'card');
  tell(`addon for CUDA: built with ${compiler}`);
  const nvcc = await findNvcc();
  if (nvcc === null) {
    tell('kernels for CUDA: as they come, for there is no nvcc');
    return;
  }
  // What git keeps should be small; nvcc before 12.8 cannot make it so.
  const options = kernels === 'shipped' ? ['--compress-mode=size'] : [];
  await buildCudaKernels(nvcc, KERNEL_FILES[kernels], options);
  tell(`kernels for CUDA: built with ${nvcc} into ${KERNEL_FILES[kernels]}`);
}
