import { GPU_BUILD, CPU_BUILD, installCommand, type TensorFlowBuild } from './builds.ts';
import { findPackage } from './find-package.ts';
import { nvidiaCards, type NvidiaCard } from './nvidia-cards.ts';
import { tryPackage, type PackageReport } from './try-package.ts';

/** What TensorFlow runs on the processor. Throws why none does, and what to do. */
export async function describeProcessor(): Promise<string> {
  const { version } = await tried(CPU_BUILD);
  return `TensorFlow ${version} runs on the processor`;
}

/** What TensorFlow runs on which card. Throws why none does, and what to do; quickly where there is no card. */
export async function describeCard(): Promise<string> {
  const [card] = await nvidiaCards();
  if (card === undefined) throw new Error('nvidia-smi shows no card here');
  const report = await tried(GPU_BUILD);
  const refusal = whyNotOn(card, report);
  if (refusal !== null) throw new Error(refusal);
  return `TensorFlow ${report.version} runs on ${shown(card)}`;
}

/** Why a build that loads is no use with a card, or null. */
export function whyNotOn(card: NvidiaCard, { version, gpu, log }: PackageReport): string | null {
  if (!gpu) {
    const complaint = /^.*?\.cc:\d+\] (.*(?:could not|cannot|failed).*)$/im.exec(log)?.[1];
    return `TensorFlow ${version} cannot use ${shown(card)}${complaint === undefined ? '' : `: ${complaint}`}`;
  }
  // Before 2.14 there are no kernels for Hopper, and making some takes half an hour.
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return card.computeCapability >= 9 && 100 * major + minor < 214
    ? `TensorFlow ${version} is older than ${shown(card)}; run: ${installCommand(GPU_BUILD)}`
    : null;
}

async function tried(build: TensorFlowBuild): Promise<PackageReport> {
  const found = findPackage(build);
  try {
    return await tryPackage(found);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why}; run: ${installCommand(build)}`, { cause: error });
  }
}

function shown({ name, driver }: NvidiaCard): string {
  return `${name} (driver ${driver})`;
}
