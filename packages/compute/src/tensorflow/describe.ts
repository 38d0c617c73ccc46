import { messageOf } from '@waltz/core';
import { GPU_BUILD, CPU_BUILD, installCommand, type TensorFlowBuild } from './builds.ts';
import { needsOf, whatLibrariesLack, whyDriverIsTooOld, whyNoKernels } from './card-needs.ts';
import { findCudaLibraries, type CudaLibrary } from './cuda-libraries.ts';
import { findPackage } from './find-package.ts';
import { nvidiaCards, whyNoCard, type NvidiaCard } from './nvidia-cards.ts';
import { tryPackage, type PackageReport } from './try-package.ts';

/** What TensorFlow runs on the processor. Throws why none does, and what to do. */
export async function describeProcessor(): Promise<string> {
  const { version } = await tried(CPU_BUILD);
  return `TensorFlow ${version} runs on the processor`;
}

/** What TensorFlow runs on which card. Throws why none does, and what to do; quickly where there is no card. */
export async function describeCard(): Promise<string> {
  const [card] = await nvidiaCards();
  if (card === undefined) throw new Error(await whyNoCard());
  const report = await tried(GPU_BUILD).catch((error: unknown) => {
    const useless = whyNotFetchedFor(card);
    throw useless === null ? error : new Error(useless, { cause: error });
  });
  const refusal = whyNotOn(card, report, await findCudaLibraries());
  if (refusal !== null) throw new Error(refusal);
  return `TensorFlow ${report.version} runs on ${shown(card)}`;
}

/** Why the version that we fetch would be no use with a card, which is told before gigabytes are fetched; or null. */
export function whyNotFetchedFor(card: NvidiaCard): string | null {
  const needs = needsOf(FETCHED);
  const cannot = `TensorFlow ${FETCHED} could not use ${shown(card)}`;
  const unsupported = whyNoKernels(card, needs);
  if (unsupported !== null) return `${cannot}: ${unsupported}; ${BY_ANOTHER}`;
  const driver = whyDriverIsTooOld(card, needs);
  return driver === null ? null : `${cannot}: ${driver}`;
}

/** Why a build that loads is no use with a card, with the CUDA that was found here, and what to do; or null. */
export function whyNotOn(
  card: NvidiaCard,
  { version, gpu, log }: PackageReport,
  libraries: readonly CudaLibrary[],
): string | null {
  const needs = needsOf(version);
  const cannot = `TensorFlow ${version} cannot use ${shown(card)}`;
  // It would make its own kernels for a newer card, for half an hour.
  const unsupported = whyNoKernels(card, needs);
  if (unsupported !== null) {
    return `${cannot}: ${unsupported}; ${version === FETCHED ? BY_ANOTHER : BY_FETCHING}`;
  }
  if (gpu) return null;
  const driver = whyDriverIsTooOld(card, needs);
  if (driver !== null) return `${cannot}: ${driver}`;
  const missing = whatLibrariesLack(libraries, needs);
  if (missing !== null) return `${cannot}: ${missing}; ${BY_FETCHING}`;
  const complaint = /^.*?\.cc:\d+\] (.*(?:could not|cannot|failed).*)$/im.exec(log)?.[1];
  return `${cannot}: ${complaint ?? SILENT}`;
}

/** The version that `waltz doctor --install` fetches. */
const FETCHED = GPU_BUILD.wheels['linux-x64']?.[0]?.version ?? '';

const BY_FETCHING = `TensorFlow ${FETCHED} comes with its CUDA by: ${installCommand(GPU_BUILD)}`;

const SILENT =
  'it does not say why; a build without CUDA (tensorflow-cpu) never can, and CUDA_VISIBLE_DEVICES may hide the card';

const BY_ANOTHER =
  'another TensorFlow is used by naming the folder that pip has put it into: ' +
  `WALTZ_LIBTENSORFLOW=FOLDER ${installCommand(GPU_BUILD)}`;

async function tried(build: TensorFlowBuild): Promise<PackageReport> {
  const found = findPackage(build);
  try {
    return await tryPackage(found);
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`${why}; run: ${installCommand(build)}`, { cause: error });
  }
}

function shown({ name, driver }: NvidiaCard): string {
  return `${name} (driver ${driver})`;
}
