/**
 * Builds the addon for a card of NVIDIA, and where nvcc is, the kernels too: `npm run build:cuda`. `--shipped` puts the
 * kernels where those that come with the sources lie.
 */
import { findCompiler } from '../addons/build.ts';
import { buildCudaAddon, buildCudaKernels, findNvcc } from './build-cuda.ts';
import { KERNEL_FILES } from './cuda-addon.ts';

const { stdout } = process;

const compiler = await findCompiler();
if (compiler === null) throw new Error('no C++ compiler found (c++, g++ or clang++)');
await buildCudaAddon(compiler, 'card');
stdout.write(`Waltz, addon for CUDA: built with ${compiler}\n`);

const nvcc = await findNvcc();
const isShipped = process.argv.includes('--shipped');
const file = isShipped ? KERNEL_FILES.shipped : KERNEL_FILES.own;
// What git keeps should be small; nvcc before 12.8 cannot make it so.
const options = isShipped ? ['--compress-mode=size'] : [];
if (nvcc === null) stdout.write('Waltz, kernels for CUDA: as they come, for there is no nvcc\n');
else {
  await buildCudaKernels(nvcc, file, options);
  stdout.write(`Waltz, kernels for CUDA: built with ${nvcc} into ${file}\n`);
}
