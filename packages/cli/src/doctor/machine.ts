import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { memorySize } from '@waltz/core';
import { cudaVersion, findCudaLibraries, isLoaded, nvidiaCards } from '@waltz/compute';

/** A name and a value. */
type Row = readonly [string, string];

/** What there is to compute with, as names and values in the order in which they are shown. */
export async function describeMachine(): Promise<readonly Row[]> {
  return [
    ['Node.js', `${process.version} on ${process.platform} ${process.arch}`],
    ['processor', cpus()[0]?.model.trim() ?? 'unknown'],
    ['cores', String(availableParallelism())],
    ['memory', `${memorySize(totalmem())}, of which ${memorySize(freemem())} are free`],
    ...(await describeCards()),
  ];
}

/** The cards, and where there are any, each CUDA runtime and cuDNN that a backend may load. */
async function describeCards(): Promise<readonly Row[]> {
  const cards = await nvidiaCards();
  if (cards.length === 0) return [['GPU', 'none that nvidia-smi shows']];
  const cuda = await cudaVersion();
  const runs = cuda === null ? '' : `, CUDA up to ${cuda}`;
  const shown = cards.map(
    ({ name, memory, driver, computeCapability }) =>
      `${name}, ${memory}, compute capability ${computeCapability}, driver ${driver}${runs}`,
  );
  return [...shown.map((card): Row => ['GPU', card]), ...(await describeLibraries())];
}

async function describeLibraries(): Promise<readonly Row[]> {
  const found = await findCudaLibraries();
  const names = { libcudart: 'CUDA', libcudnn: 'cuDNN' } as const;
  return Object.entries(names).flatMap(([name, label]): readonly Row[] => {
    const libraries = found.filter((library) => library.name === name);
    if (libraries.length === 0) return [[label, `no ${name} found`]];
    return libraries.map((library): Row => {
      const { version, path, place } = library;
      const use = isLoaded(library) ? '' : ', where programs do not look by themselves';
      return [label, `${version} in ${path} (${place}${use})`];
    });
  });
}
