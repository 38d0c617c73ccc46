import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import {
  exportPolicies,
  Secrets,
  shownPath,
  writeAtomically,
  writeFolder,
  type AgentRole,
  type ExportedPolicy,
  type ExportFormat,
} from '@waltz/core';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { modelCard, type CardSource } from '../export/model-card.ts';
import { openTrainedRun } from '../trained-run.ts';
import { withoutSecrets } from '../without-secrets.ts';

/** What the command line says besides the run and the folder. */
export interface ExportOptions {
  readonly agent?: AgentRole;
  readonly merged?: boolean;
  readonly step?: string;
  readonly dtype: ExportFormat;
}

/**
 * `waltz export RUN FOLDER`: adapters as PEFT has them, or whole models as Hugging Face has them, with a card each. The
 * folder appears when all of it is written: until then it is called `FOLDER.unfinished`.
 * Throws a `UsageError` when the folder is taken or the run has no such weights.
 */
export async function exportRun(
  path: string,
  target: string,
  options: ExportOptions,
): Promise<ExitCode> {
  const step = stepOf(options.step);
  const folder = resolve(target);
  assertFree(target);
  const secrets = new Secrets();
  try {
    const notice = (message: string): void => console.error(message);
    const { parts, weights, folder: run } = await openTrainedRun(path, secrets, notice, step);
    const source: CardSource = {
      experiment: parts.config.name,
      seed: parts.config.seed,
      identity: basename(run.path),
      environment: await run.readEnvironment(),
      summary: await run.readSummary(),
      step,
    };
    const exported = await writeFolder(folder, async (unfinished) => {
      const policies = await exportPolicies(parts, {
        weights,
        folder: unfinished,
        agent: options.agent ?? null,
        merged: options.merged ?? false,
        format: options.dtype,
      });
      for (const policy of policies) {
        const card = modelCard(source, policy);
        await writeAtomically(resolve(policy.folder, 'README.md'), secrets.redact(card));
      }
      return policies.map((policy) => ({
        ...policy,
        folder: resolve(folder, relative(unfinished, policy.folder)),
      }));
    });
    for (const policy of exported) console.log(secrets.redact(lineOf(policy)));
    return EXIT.ok;
  } catch (error) {
    throw withoutSecrets(error, secrets);
  }
}

function lineOf({ agents, kind, folder, notes }: ExportedPolicy): string {
  const what = kind === 'adapter' ? 'adapters' : 'model';
  return [`${agents.join(' and ')}: ${what} in ${shownPath(folder)}`, ...notes].join('\n  ');
}

function stepOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,8}$/.test(text)) return Number(text);
  throw new UsageError(`--step is ${text}; it must be a whole number of steps`);
}

function assertFree(target: string): void {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) {
    throw new UsageError(`${target} is a file: name a folder that is not there yet, or is empty`);
  }
  if (readdirSync(target).length > 0) {
    throw new UsageError(
      `${target} is not empty: name a folder that is not there yet, or is empty`,
    );
  }
}
