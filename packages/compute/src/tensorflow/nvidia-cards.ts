import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A card as its driver shows it. */
export interface NvidiaCard {
  readonly name: string;
  readonly memory: string;
  readonly driver: string;
  /** Which instructions it has, as NVIDIA counts: 8 is Ampere, 9 Hopper. */
  readonly computeCapability: number;
}

/** The cards of NVIDIA that `nvidia-smi` shows; none where it is not there. */
export async function nvidiaCards(): Promise<readonly NvidiaCard[]> {
  const columns = '--query-gpu=name,memory.total,driver_version,compute_cap';
  const rows = (await nvidiaSmi(columns, '--format=csv,noheader')).trim();
  if (rows === '') return [];
  return rows.split('\n').map((row) => {
    const [name = '', memory = '', driver = '', capability = ''] = row
      .split(',')
      .map((cell) => cell.trim());
    return { name, memory, driver, computeCapability: Number(capability) };
  });
}

/** The newest CUDA that the driver can run, or null where it does not say. */
export async function cudaVersion(): Promise<string | null> {
  return /CUDA Version\s*:\s*([\d.]+)/.exec(await nvidiaSmi())?.[1] ?? null;
}

async function nvidiaSmi(...words: readonly string[]): Promise<string> {
  return run('nvidia-smi', words, { timeout: 20_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
