import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { cudaVersion, nvidiaCards } from '@waltz/compute';

const GIBIBYTE = 2 ** 30;

/** What there is to compute with, as names and values in the order in which they are shown. */
export async function describeMachine(): Promise<readonly (readonly [string, string])[]> {
  return [
    ['Node.js', `${process.version} on ${process.platform} ${process.arch}`],
    ['processor', cpus()[0]?.model.trim() ?? 'unknown'],
    ['cores', String(availableParallelism())],
    ['memory', `${gibibytes(totalmem())} GiB, of which ${gibibytes(freemem())} are free`],
    ...(await describeCards()).map((card) => ['GPU', card] as const),
  ];
}

async function describeCards(): Promise<readonly string[]> {
  const cards = await nvidiaCards();
  if (cards.length === 0) return ['none that nvidia-smi shows'];
  const cuda = await cudaVersion();
  const runs = cuda === null ? '' : `, CUDA up to ${cuda}`;
  return cards.map(
    ({ name, memory, driver, computeCapability }) =>
      `${name}, ${memory}, compute capability ${computeCapability}, driver ${driver}${runs}`,
  );
}

function gibibytes(bytes: number): string {
  return (bytes / GIBIBYTE).toFixed(1);
}
