import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  AGENT_ROLES,
  cellIdentity,
  loadExperiment,
  loadResolvedExperiment,
  MEMORY_SETTINGS,
  RunFolder,
  runFolderPath,
  runIdentity,
  type ExperimentConfig,
  type PluginRegistry,
  type RunEnvironment,
} from '@waltz/core';
import { builtInRegistry } from './built-in-plugins.ts';
import { UsageError } from './exit-code.ts';

/** An experiment that is ready to run: checked, with a folder of its own and the base that it needs. */
export interface PreparedRun {
  readonly config: ExperimentConfig;
  /** Folder of the experiment file, `<name>.yaml`. */
  readonly experimentFolder: string;
  readonly registry: PluginRegistry;
  readonly identity: string;
  /** What it shares with the runs of other seeds; null when it was reopened. */
  readonly cell: string | null;
  readonly folder: RunFolder;
  /** The run that makes the base model; null when there is none, or none is needed any more. */
  readonly base: PreparedRun | null;
  /** The folder of the weights to start from, which may not be there yet; null starts from random weights. */
  readonly baseWeights: string | null;
  /** What the command line changed. */
  readonly overrides: readonly string[];
  /** What it changed for the rest of a run that was begun otherwise. */
  readonly changedOnTheWay: readonly string[];
}

/**
 * Checks an experiment and, with the same seed, the experiments that it builds on.
 * Throws a `ConfigError`, or a `UsageError` when base experiments go in a circle.
 */
export async function prepareRun(
  file: string,
  overrides: readonly string[],
  chain: readonly string[] = [],
): Promise<PreparedRun> {
  const registry = await builtInRegistry();
  const { config, folder: experimentFolder } = await loadExperiment(file, overrides, registry);
  if (chain.includes(config.name)) {
    const circle = [...chain, config.name].join(' → ');
    throw new UsageError(`base.experiment goes in a circle: ${circle}`);
  }
  const base = await prepareBase(config, experimentFolder, overrides, chain);
  const identity = runIdentity(config, base?.identity ?? null);
  const folder = new RunFolder(runFolderPath(config, identity));
  return {
    config: pinBackend(config, await folder.readEnvironment()),
    experimentFolder,
    registry,
    identity,
    cell: cellIdentity(config, base?.cell ?? null),
    folder,
    base,
    baseWeights: base && weightsOf(base),
    overrides,
    changedOnTheWay: [],
  };
}

/**
 * Reads the run that lies in `path` as it was started, but for `changes` to how much memory it needs.
 * Throws a `UsageError` when there is none, or something else is to be changed.
 */
export async function reopenRun(
  path: string,
  changes: readonly string[] = [],
): Promise<PreparedRun> {
  for (const change of changes) assertMemorySetting(change);
  const folder = new RunFolder(path);
  const environment = await folder.readEnvironment();
  if (!folder.exists || environment === null) {
    throw new UsageError(
      `${path} holds no run that could be opened: runs lie in runs/<experiment>/<identity>, ` +
        'with config.yaml and environment.json. "npx waltz run" starts one',
    );
  }
  const { experimentFolder, baseWeights: recorded, overrides } = environment;
  const registry = await builtInRegistry();
  const file = folder.file('config.yaml');
  const { config } = await loadResolvedExperiment(file, experimentFolder, registry, changes);
  const hasBase = recorded === null || existsSync(recorded);
  const base = hasBase ? null : await prepareBase(config, experimentFolder, overrides, []);
  return {
    config: pinBackend({ ...config, run: { ...config.run, ifExists: 'resume' } }, environment),
    experimentFolder,
    registry,
    identity: basename(folder.path),
    cell: null,
    folder,
    base,
    baseWeights: base ? weightsOf(base) : recorded,
    overrides,
    changedOnTheWay: changes,
  };
}

function assertMemorySetting(change: string): void {
  if (MEMORY_SETTINGS.some((setting) => change.startsWith(`${setting}=`))) return;
  throw new UsageError(
    `"${change}" cannot be changed on the way: a run goes on with the config that it was started with, but for ` +
      `${MEMORY_SETTINGS.join(', ')}; "npx waltz run" starts one with another`,
  );
}

/** Backends round differently: what was begun on one is ended on it. */
function pinBackend(config: ExperimentConfig, begun: RunEnvironment | null): ExperimentConfig {
  if (begun === null) return config;
  return { ...config, compute: { ...config.compute, backend: begun.backend.name } };
}

function weightsOf(base: PreparedRun): string {
  return base.folder.file('weights');
}

async function prepareBase(
  config: ExperimentConfig,
  folder: string,
  overrides: readonly string[],
  chain: readonly string[],
): Promise<PreparedRun | null> {
  const { experiment } = config.base;
  if (experiment === null) return null;
  const file = resolve(folder, `${experiment}.yaml`);
  const shared = overrides.filter((override) => SHARED_WITH_BASE.test(override));
  const { agents } = (await loadExperiment(file, shared, await builtInRegistry())).config;
  const ofAgents = overrides.filter((override) => isOptionOf(agents, override));
  const words = [...shared, ...ofAgents, ...inheritedBy(config)];
  return prepareRun(file, words, [...chain, config.name]);
}

/**
 * What the command line says of the data and of the model is said of the base model too: they have to fit. Adapters are
 * added to a base model that was trained in full.
 */
const SHARED_WITH_BASE = /^[+~]?(?:plugins|dataset|tokenizer|demonstrator|engine(?!\.lora))\b/u;

/** So is what it says of an agent, unless the base model's agent has no such option: wrong labels, say. */
function isOptionOf(agents: ExperimentConfig['agents'], override: string): boolean {
  const [, role, option] = /^[+~]?agents\.([^.=]+)(?:\.([^.=]+))?/u.exec(override) ?? [];
  const agent = AGENT_ROLES.find((known) => known === role);
  if (agent === undefined) return false;
  return option === undefined || option in agents[agent];
}

/** What a base experiment takes over from the config of the one that builds on it. */
function inheritedBy({ seed, run, compute, limits }: ExperimentConfig): readonly string[] {
  return [
    `seed=${seed}`,
    `run.folder=${JSON.stringify(run.folder)}`,
    `compute.backend=${JSON.stringify(compute.backend)}`,
    `compute.workers=${compute.workers}`,
    `limits=${JSON.stringify(limits)}`,
  ];
}
