import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

it('names each card with its driver and CUDA', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waltz-machine-'));
  await writeFile(join(folder, 'nvidia-smi'), NVIDIA_SMI);
  await chmod(join(folder, 'nvidia-smi'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  const gpus = (await describeMachine()).filter(([name]) => name === 'GPU');
  await rm(folder, { recursive: true });
  expect(gpus.map(([, card]) => card)).toEqual([
    'NVIDIA A100, 40960 MiB, compute capability 8, driver 535.104, CUDA up to 12.2',
    'Tesla T4, 15360 MiB, compute capability 7.5, driver 535.104, CUDA up to 12.2',
  ]);
});

it('says when there is none', async () => {
  vi.stubEnv('PATH', '');
  expect(await describeMachine()).toContainEqual(['GPU', 'none that nvidia-smi shows']);
});
