import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const MEBIBYTE = 2 ** 20;

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
  const { told, works } = await nvidiaSmi(columns, '--format=csv,noheader');
  if (!works || told === '') return [];
  return told.split('\n').map((row) => {
    const [name = '', memory = '', driver = '', capability = ''] = row
      .split(',')
      .map((cell) => cell.trim());
    return { name, memory, driver, computeCapability: Number(capability) };
  });
}

/**
 * Why no card is shown, and what to do where there is one all the same.
 *
 * @param devices folder in which Linux has an entry for each device on the PCI bus.
 */
export async function whyNoCard(devices = '/sys/bus/pci/devices'): Promise<string> {
  const { told, works, isThere } = await nvidiaSmi();
  const driver = /Driver Version\s*:\s*([\d.]+)/u.exec(told)?.[1];
  if (works && driver !== undefined) {
    return `driver ${driver} is too old to say which cards are here: install 525.60.13 or later`;
  }
  const isNone = works || /no devices/iu.test(told);
  if (isNone || (!isThere && !hasCard(devices))) return 'nvidia-smi shows no card here';
  if (!isThere) {
    return (
      'a card of NVIDIA is here, and nvidia-smi is not: install its driver, 525.60.13 or later; ' +
      'a container gets it from its host (docker run --gpus all)'
    );
  }
  const what = told.split('\n').find((line) => line.trim() !== '') ?? 'without a word';
  const mend = /mismatch/iu.test(told)
    ? 'restart the machine, for its driver was updated while it ran'
    : 'install the driver anew, 525.60.13 or later, and restart the machine';
  return `nvidia-smi fails: ${what.trim()}; ${mend}`;
}

/** The newest CUDA that the driver can run, or null where it does not say. */
export async function cudaVersion(): Promise<string | null> {
  const { told } = await nvidiaSmi();
  return /CUDA Version\s*:\s*([\d.]+)/u.exec(told)?.[1] ?? null;
}

/**
 * Bytes of the first card, now; null where the driver does not say. It waits: for the start of a run, and for when a
 * computation has failed.
 */
export function cardMemory(): { readonly free: number | null; readonly total: number | null } {
  try {
    const columns = ['--query-gpu=memory.free,memory.total', '--format=csv,noheader,nounits'];
    const told = execFileSync('nvidia-smi', columns, {
      encoding: 'utf8',
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, free, total] = /^(\d+), (\d+)$/mu.exec(told) ?? [];
    if (free !== undefined && total !== undefined) {
      return { free: Number(free) * MEBIBYTE, total: Number(total) * MEBIBYTE };
    }
  } catch {
    // What failed was another thing, and is told.
  }
  return { free: null, total: null };
}

interface Answer {
  readonly isThere: boolean;
  readonly works: boolean;
  readonly told: string;
}

async function nvidiaSmi(...words: readonly string[]): Promise<Answer> {
  try {
    const { stdout } = await run('nvidia-smi', words, { timeout: 20_000 });
    return { isThere: true, works: true, told: stdout.trim() };
  } catch (error) {
    const {
      code,
      stdout = '',
      stderr = '',
    } = error as {
      readonly code?: unknown;
      readonly stdout?: string;
      readonly stderr?: string;
    };
    return { isThere: code !== 'ENOENT', works: false, told: `${stdout}\n${stderr}`.trim() };
  }
}

/** Whether a display or compute device of NVIDIA is on the bus: vendor 10de, class 03. */
function hasCard(devices: string): boolean {
  try {
    const read = (device: string, file: string) =>
      readFileSync(join(devices, device, file), 'utf8');
    return readdirSync(devices).some(
      (device) => /^0x10de/u.test(read(device, 'vendor')) && /^0x03/u.test(read(device, 'class')),
    );
  } catch {
    return false;
  }
}
