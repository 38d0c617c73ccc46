import { chmod, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { describeMachine } from './machine.ts';

/** What `nvidia-smi` of driver 535 prints: a row a card when it is asked for some, else a table with this in its head. */
const NVIDIA_SMI = `#!/bin/sh
case "$1" in
  --query-gpu=*) printf '%s\\n' 'NVIDIA A100, 40960 MiB, 535.104, 8.0' 'Tesla T4, 15360 MiB, 535.104, 7.5' ;;
  *) echo '| NVIDIA-SMI 535.104    Driver Version: 535.104    CUDA Version: 12.2     |' ;;
esac
`;

afterEach(() => {
  vi.unstubAllEnvs();
});

it('names each card with its driver, and the CUDA that is here', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waltz-machine-'));
  await writeFile(join(folder, 'nvidia-smi'), NVIDIA_SMI);
  await chmod(join(folder, 'nvidia-smi'), 0o755);
  await writeFile(join(folder, 'libcudart.so.12.3.101'), '');
  vi.stubEnv('PATH', `${folder}${delimiter}/bin`);
  vi.stubEnv('LD_LIBRARY_PATH', folder);
  const rows = await describeMachine();
  const library = await realpath(join(folder, 'libcudart.so.12.3.101'));
  await rm(folder, { recursive: true });
  expect(rows.filter(([name]) => name === 'GPU').map(([, card]) => card)).toEqual([
    'NVIDIA A100, 40960 MiB, compute capability 8, driver 535.104, CUDA up to 12.2',
    'Tesla T4, 15360 MiB, compute capability 7.5, driver 535.104, CUDA up to 12.2',
  ]);
  expect(rows).toContainEqual(['CUDA', `12.3.101 in ${library} (LD_LIBRARY_PATH)`]);
  expect(rows.map(([name]) => name)).toContain('cuDNN');
});

it('says no more than that where there is no card', async () => {
  vi.stubEnv('PATH', '');
  const rows = await describeMachine();
  expect(rows.map(([name]) => name)).toEqual(['Node.js', 'processor', 'cores', 'memory', 'GPU']);
  expect(rows).toContainEqual(['GPU', 'none that nvidia-smi shows']);
});
