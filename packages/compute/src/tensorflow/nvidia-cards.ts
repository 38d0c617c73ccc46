import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A card as its driver shows it. */
export interface NvidiaCard {
  readonly name: string;
  readonly driver: string;
  /** Which instructions it has, as NVIDIA counts: 8 is Ampere, 9 Hopper. */
  readonly computeCapability: number;
}

/** The cards of NVIDIA that `nvidia-smi` shows; none where it is not there. */
export async function nvidiaCards(): Promise<readonly NvidiaCard[]> {
  const columns = '--query-gpu=name,driver_version,compute_cap';
  const shown = await run('nvidia-smi', [columns, '--format=csv,noheader'], {
    timeout: 20_000,
  }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  if (shown === '') return [];
  return shown.split('\n').map((line) => {
    const [name = '', driver = '', capability = ''] = line.split(',').map((cell) => cell.trim());
    return { name, driver, computeCapability: Number(capability) };
  });
}
