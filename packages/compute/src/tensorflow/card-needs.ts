import { isLoaded, type CudaLibrary, type CudaLibraryName } from './cuda-libraries.ts';
import type { NvidiaCard } from './nvidia-cards.ts';

/** What a version of TensorFlow needs to compute on a card. */
export interface CardNeeds {
  /** Compute capabilities that it has kernels for. */
  readonly oldest: number;
  readonly newest: number;
  /** Of the driver: the first that runs every minor version of that CUDA (CUDA Compatibility, table 1, Linux). */
  readonly driver: string;
  /** Major versions, which are part of the names that it asks the loader for. */
  readonly libraries: Readonly<Record<CudaLibraryName, number>>;
}

/** The needs of a version of TensorFlow, as PyPI has it. */
export function needsOf(version: string): CardNeeds {
  return {
    oldest: isBefore(version, '2.18') ? 5 : 6,
    newest: isBefore(version, '2.16') ? 8.9 : isBefore(version, '2.19') ? 9 : Infinity,
    driver: isBefore(version, '2.14') ? '450.80.02' : '525.60.13',
    libraries: {
      libcudart: isBefore(version, '2.14') ? 11 : 12,
      libcudnn: isBefore(version, '2.18') ? 8 : 9,
    },
  };
}

/** Why there are no kernels for a card, or null. */
export function whyNoKernels(
  { computeCapability }: NvidiaCard,
  { oldest, newest }: CardNeeds,
): string | null {
  if (computeCapability >= oldest && computeCapability <= newest) return null;
  const range = newest === Infinity ? `from ${oldest} on` : `${oldest} to ${newest}`;
  return `it has kernels for compute capability ${range}, and this card has ${computeCapability}`;
}

/** Which driver the CUDA of TensorFlow needs, where the one that is there is older; else null. */
export function whyDriverIsTooOld(
  { driver }: NvidiaCard,
  { driver: needed, libraries }: CardNeeds,
): string | null {
  if (!isBefore(driver, needed)) return null;
  return `its CUDA ${libraries.libcudart} needs driver ${needed} or later: install one`;
}

/** Which libraries the loader does not find in the version that is needed, and where they lie otherwise; null when all are there. */
export function whatLibrariesLack(
  found: readonly CudaLibrary[],
  { libraries }: CardNeeds,
): string | null {
  const sentences = Object.entries(libraries).flatMap(([name, major]) => {
    const others = found.filter((library) => library.name === name);
    const fitting = others.filter(({ version }) => version.split('.')[0] === String(major));
    if (fitting.some(isLoaded)) return [];
    const [elsewhere] = fitting;
    if (elsewhere !== undefined) {
      const folder = elsewhere.path.replace(/\/[^/]*$/u, '');
      return [
        `${name}.so.${major} lies where the loader does not look: add ${folder} to LD_LIBRARY_PATH`,
      ];
    }
    const versions = [...new Set(others.map(({ version }) => version))].join(' and ');
    return [`it needs ${name}.so.${major}, and here is ${versions || 'none'}`];
  });
  return sentences.length === 0 ? null : sentences.join('; ');
}

function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
