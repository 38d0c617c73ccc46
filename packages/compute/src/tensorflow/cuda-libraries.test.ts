import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { folderWith, onlyPrograms } from '../testing/fake-programs.ts';
import { findCudaLibraries, isLoaded } from './cuda-libraries.ts';

it('finds each file once, where the loader finds it first, with its version', async () => {
  const root = folderWith({
    'named/libcudart.so.11.8.89': '',
    'system/libcudnn.so.8.9.7': '',
    'toolkit/lib64/libcudart.so.12.3.101': '',
    'toolkit/lib64/libcublas.so.12': '',
    'fetched/nvidia/cudnn/lib/libcudnn.so.8': '',
    'fetched/nvidia/cudnn/lib/libcudnn_ops.so.8': '',
    'python/nvidia/cu13/lib/libcudart.so.13': '',
    'python/nvidia_cuda_runtime-13.2.86.dist-info/METADATA': '',
    'python/nvidia_cudnn_cu13-9.26.0.51.dist-info/METADATA': '',
  });
  for (const version of ['11', '11.0']) {
    symlinkSync('libcudart.so.11.8.89', join(root, 'named', `libcudart.so.${version}`));
  }
  const line = (name: string) => `\t${name} (libc6,x86-64) => ${join(root, 'system', name)}`;
  onlyPrograms({
    ldconfig: `printf '%s\\n' '2 libs found' '${line('libcudnn.so.8')}' '${line('libz.so.1')}'`,
    python3: `printf '%s\\n' '' '${join(root, 'python')}'`,
  });
  vi.stubEnv('LD_LIBRARY_PATH', `${join(root, 'named')}::${join(root, 'gone')}`);
  vi.stubEnv('CUDA_HOME', join(root, 'toolkit'));
  vi.stubEnv('CUDA_PATH', join(root, 'toolkit'));
  vi.stubEnv('WALTZ_LIBTENSORFLOW', join(root, 'fetched'));

  // This machine may have a toolkit of its own.
  const found = (await findCudaLibraries()).filter(({ path }) => path.startsWith(root));
  const shown = found.map((library) => [
    library.name,
    library.version,
    library.path.slice(root.length + 1),
    library.place,
    isLoaded(library),
  ]);
  expect(shown).toEqual([
    ['libcudart', '11.8.89', 'named/libcudart.so.11.8.89', 'LD_LIBRARY_PATH', true],
    ['libcudnn', '8', 'fetched/nvidia/cudnn/lib/libcudnn.so.8', 'beside TensorFlow', true],
    ['libcudnn', '8.9.7', 'system/libcudnn.so.8.9.7', 'ldconfig', true],
    ['libcudart', '12.3.101', 'toolkit/lib64/libcudart.so.12.3.101', 'CUDA_HOME', false],
    ['libcudart', '13.2.86', 'python/nvidia/cu13/lib/libcudart.so.13', 'Python', false],
  ]);
});

it('finds none where there is none, and no program to ask', async () => {
  onlyPrograms({});
  vi.stubEnv('LD_LIBRARY_PATH', undefined);
  vi.stubEnv('CUDA_HOME', undefined);
  vi.stubEnv('CUDA_PATH', undefined);
  vi.stubEnv('WALTZ_LIBTENSORFLOW', folderWith({}));
  const found = await findCudaLibraries();
  expect(found.filter(({ path }) => !path.startsWith('/usr/local/cuda'))).toEqual([]);
});
