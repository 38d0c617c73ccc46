import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';

const GIBIBYTE = 2 ** 30;

/** What there is to compute with, as names and values in the order in which they are shown. */
export function describeMachine(): readonly (readonly [string, string])[] {
  const gpus = nvidiaGpus();
  return [
    ['Node.js', `${process.version} on ${process.platform} ${process.arch}`],
    ['processor', cpus()[0]?.model.trim() ?? 'unknown'],
    ['cores', String(availableParallelism())],
    ['memory', `${gibibytes(totalmem())} GiB, of which ${gibibytes(freemem())} are free`],
    ...gpus.map((gpu) => ['GPU', gpu] as const),
    ...(gpus.length === 0 ? [['GPU', 'none that nvidia-smi shows'] as const] : []),
  ];
}

/** Name, memory and driver of each card of NVIDIA; none where `nvidia-smi` is not there. */
function nvidiaGpus(): readonly string[] {
  try {
    return execFileSync(
      'nvidia-smi',
      ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
      .trim()
      .split('\n');
  } catch {
    return [];
  }
}

function gibibytes(bytes: number): string {
  return (bytes / GIBIBYTE).toFixed(1);
}
