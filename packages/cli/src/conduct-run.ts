import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import {
  messageOf,
  applicationContainer,
  assembleExperiment,
  describeEnvironment,
  Revisions,
  runExperiment,
  RunInUse,
  Secrets,
  shownPath,
  type ExperimentParts,
  type RunLog,
  type RunObserver,
  type RunOutcome,
} from '@waltz/core';
import { writeReport } from '@waltz/report';
import { packageVersions } from './package-versions.ts';
import type { PreparedRun } from './prepare-run.ts';
import { inOrder } from './progress/in-order.ts';
import { loggedObserver } from './progress/logged-observer.ts';
import { StatusKeeper } from './status-keeper.ts';
import { withoutSecrets } from './without-secrets.ts';

/** How often to look whether another process has made the base model. */
const POLL_MILLISECONDS = 500;

export interface Conducting {
  readonly signal: AbortSignal;
  readonly observer: RunObserver;
}

/**
 * Runs an experiment in its folder, the experiments that it builds on before it; what is done already is not done
 * again. However it ends, `status.json` tells. Throws when another process runs it, and what `runExperiment` throws.
 */
export async function conductRun(run: PreparedRun, conducting: Conducting): Promise<RunOutcome> {
  const { config, folder } = run;
  const lock = await folder.open();
  try {
    if (config.run.ifExists === 'overwrite') await folder.clear();
    return await conductLocked(run, conducting);
  } finally {
    await lock.release();
  }
}

/** Makes the base model unless it is there; null when nothing had to run. */
async function provideBase(run: PreparedRun, conducting: Conducting): Promise<RunOutcome | null> {
  const { base, baseWeights } = run;
  if (base === null || baseWeights === null) return null;
  const { signal, observer } = conducting;
  const model = `base model ${base.config.name} (seed ${base.config.seed})`;
  const path = shownPath(baseWeights);
  let isWaiting = false;
  while (!existsSync(baseWeights)) {
    if (signal.aborted) return { state: 'interrupted', stage: base.config.name, step: 0 };
    try {
      if (!isWaiting) observer.notice(`${model}: not there yet, so it is made first, in ${path}`);
      return await conductRun(base, conducting);
    } catch (error) {
      if (!(error instanceof RunInUse)) throw error;
      if (!isWaiting) observer.notice(`${model}: another process is making it; waiting for that`);
      isWaiting = true;
      await setTimeout(POLL_MILLISECONDS);
    }
  }
  observer.notice(`${model}: taken from ${path}`);
  return null;
}

async function conductLocked(run: PreparedRun, conducting: Conducting): Promise<RunOutcome> {
  const { config, folder, baseWeights } = run;
  const secrets = new Secrets();
  const log = folder.log(secrets.redact);
  const status = new StatusKeeper(folder);
  if (!folder.exists) await folder.writeConfig(config);
  await status.start();
  try {
    const observer = inOrder([conducting.observer, loggedObserver(log), status.observer]);
    if (run.changedOnTheWay.length > 0) {
      observer.notice(`other than in its config.yaml: ${run.changedOnTheWay.join(' ')}`);
    }
    const begun = await folder.readEnvironment();
    const revisions = new Revisions(begun?.revisions);
    const parts = await assemble(run, observer, secrets, revisions);
    // Recorded before the base model is made, so that a run which is stopped on the way there can be resumed.
    if (begun === null) await recordEnvironment(run, parts, revisions);
    const base = await provideBase(run, conducting);
    if (base?.state === 'interrupted') {
      await status.end('interrupted');
      return base;
    }
    const outcome = await runExperiment(parts, folder.path, {
      signal: conducting.signal,
      observer,
      baseWeights: baseWeights ?? undefined,
    });
    await status.end(outcome.state);
    await writeReport(folder.path);
    return outcome;
  } catch (error) {
    const safe = withoutSecrets(error, secrets);
    await recordFailure(messageOf(safe), status, log);
    throw safe;
  }
}

async function assemble(
  { config, experimentFolder, registry }: PreparedRun,
  observer: RunObserver,
  secrets: Secrets,
  revisions: Revisions,
): Promise<ExperimentParts> {
  const notice = (message: string): void => observer.notice(secrets.redact(message));
  const context = { seed: config.seed, folder: experimentFolder, notice, revisions };
  return assembleExperiment(applicationContainer(registry, secrets), config, context);
}

/** Kept from the first start: a run that is resumed elsewhere is still the run that was begun there. */
async function recordEnvironment(
  run: PreparedRun,
  { engines }: ExperimentParts,
  revisions: Revisions,
): Promise<void> {
  const { folder, experimentFolder, baseWeights, overrides } = run;
  const { backend, workers, size } = engines;
  const versions = packageVersions();
  await folder.writeEnvironment(
    describeEnvironment({
      backend,
      workers,
      ...(size && { size }),
      versions,
      ...(!revisions.isEmpty && { revisions: revisions.record }),
      experimentFolder,
      baseWeights,
      overrides,
    }),
  );
}

/** On a full disk this fails as well; then the first failure is the one to tell of. */
async function recordFailure(message: string, status: StatusKeeper, log: RunLog): Promise<void> {
  try {
    await status.end('failed', message);
    log.write(message);
  } catch {
    return;
  }
}
