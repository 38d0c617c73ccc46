import { existsSync } from 'node:fs';
import {
  applicationContainer,
  assembleScoring,
  LOG_FILES,
  resumeCommand,
  loadWithReward,
  Secrets,
} from '@waltz/core';
import { builtInRegistry } from '../built-in-plugins.ts';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { replayRun } from '../replay/replay-run.ts';
import { replayTables } from '../replay/replay-tables.ts';
import { runFolderAt } from '../run-folder-at.ts';
import { terminalTable } from '../terminal-table.ts';
import { withoutSecrets } from '../without-secrets.ts';

/**
 * `waltz replay RUN --reward FILE`: scores the training episodes in a run's ledger with a changed reward, and shows which
 * samples would have changed sign or rank; no model is made. With `all`, it lists every one of them. Throws a
 * `UsageError` when the run has no such episodes, and a `ConfigError` when the file is wrong.
 */
export async function replay(path: string, rewardFile: string, all: boolean): Promise<ExitCode> {
  const folder = runFolderAt(path);
  const environment = await folder.readEnvironment();
  if (environment === null || !existsSync(folder.file(LOG_FILES.episodes))) {
    throw new UsageError(`${path} has no episodes yet; go on with: ${resumeCommand(path)}`);
  }
  const registry = await builtInRegistry();
  const { experimentFolder } = environment;
  const { config } = await loadWithReward(
    folder.file('config.yaml'),
    rewardFile,
    experimentFolder,
    registry,
  );
  const secrets = new Secrets();
  try {
    const scoring = await assembleScoring(
      applicationContainer(registry, secrets),
      registry,
      config,
      {
        seed: config.seed,
        folder: experimentFolder,
        notice: (message) => console.log(secrets.redact(message)),
      },
    );
    const samples = await replayRun(folder, config, scoring);
    if (samples.length === 0) {
      throw new UsageError(
        `${path} has no training episodes in its ledger: its stages learn from no reward, or it has taken no step yet`,
      );
    }
    if (samples.every(({ advantage }) => advantage.after === null)) {
      const { type } = config.algorithm;
      console.log(
        `No advantages: ${type} learns with a critic, and this run is older than the record of its values.`,
      );
    }
    for (const table of replayTables(samples, all)) console.log(terminalTable(table));
    return EXIT.ok;
  } catch (error) {
    throw withoutSecrets(error, secrets);
  }
}
