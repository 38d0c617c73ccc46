import { messageOf } from '../run/message-of.ts';
import { basename, dirname, resolve } from 'node:path';
import { loadPlugin } from '../plugin/load-plugin.ts';
import type { PluginRegistry } from '../plugin/registry.ts';
import { checkReferences } from './check-references.ts';
import { checkRoot, type Checking } from './check-shape.ts';
import { compose } from './compose.ts';
import { nodeAt, setAt, toPlain, type MapNode } from './config-node.ts';
import { ConfigError, type ConfigProblem } from './config-problem.ts';
import { fieldAt, keysAt } from './declared-paths.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { EXPERIMENT_SHAPE } from './experiment-shape.ts';
import { didYouMean } from './nearest.ts';
import { applyOverrides, parseOverrides, type DeclaredPaths } from './override.ts';
import { readYaml } from './read-yaml.ts';
import { withoutSweep } from './sweep-config.ts';

export interface LoadedExperiment {
  readonly config: ExperimentConfig;
  /** Folder of the experiment file: relative paths in options start here. */
  readonly folder: string;
}

/**
 * Reads an experiment: composes its files, applies the overrides, loads the plugins that it names into
 * `registry`, fills in defaults and checks everything. A `sweep:` block is not part of it.
 * Throws a `ConfigError` with all that is wrong, each with its file and line.
 */
export async function loadExperiment(
  file: string,
  overrides: readonly string[],
  registry: PluginRegistry,
): Promise<LoadedExperiment> {
  const folder = dirname(resolve(file));
  const words = parseOverrides(overrides, folder);
  const composed = withoutSweep(compose(file, words.groups));
  const schema = declaredIn(registry);
  // Plugins first: which other keys there are depends on them.
  const ofPlugins = words.overrides.filter(({ path: [key] }) => key === 'plugins');
  const withPlugins = applyOverrides(composed, ofPlugins, schema).root;
  const pluginProblems = await loadPlugins(withPlugins, folder, registry);
  const { root, problems } = applyOverrides(composed, words.overrides, schema);
  const name = basename(file, '.yaml');
  // Without its plugin every component of it is unknown, which would be said once too often.
  if (pluginProblems.length > 0) throw new ConfigError(file, [...pluginProblems, ...problems]);
  return { config: checkExperiment({ file, folder, name, root, registry, problems }), folder };
}

/**
 * Reads the `config.yaml` of a run folder, which is resolved already and names its experiment, and applies overrides.
 * Throws a `ConfigError`, as when the plugins that it needs have changed since.
 */
export async function loadResolvedExperiment(
  file: string,
  folder: string,
  registry: PluginRegistry,
  overrides: readonly string[] = [],
): Promise<LoadedExperiment> {
  const { name, ...resolved } = await readResolved(file, folder, registry);
  const words = parseOverrides(overrides, folder);
  const { root, problems } = applyOverrides(resolved.root, words.overrides, declaredIn(registry));
  return { config: checkExperiment({ file, folder, name, root, registry, problems }), folder };
}

/** What a file that changes a reward may hold. */
const REWARD_FILE_KEYS: readonly string[] = ['reward', 'plugins'];

/**
 * The experiment of a run's `config.yaml`, with the `reward:` block of another file laid over its own, as an experiment
 * lays its keys over those of its `defaults:`. That file may have `defaults:` too, and `plugins:` that its rewards need.
 * Throws a `ConfigError` with all that is wrong in either.
 */
export async function loadWithReward(
  file: string,
  rewardFile: string,
  folder: string,
  registry: PluginRegistry,
): Promise<LoadedExperiment> {
  const over = compose(rewardFile);
  const reward = over.entries.get('reward');
  const problems: ConfigProblem[] = [...over.entries]
    .filter(([key]) => !REWARD_FILE_KEYS.includes(key))
    .map(([key, { source }]) => ({
      source,
      path: key,
      message: `only the reward can be changed here: known are ${REWARD_FILE_KEYS.join(', ')}.${didYouMean(key, REWARD_FILE_KEYS)}`,
    }));
  if (reward === undefined) {
    const message = 'is missing: write what changes below it, for example reward: { alpha: 0.3 }';
    problems.push({ source: null, path: 'reward', message });
  }
  const pluginProblems = await loadPlugins(over, dirname(resolve(rewardFile)), registry);
  if (pluginProblems.length > 0)
    throw new ConfigError(rewardFile, [...pluginProblems, ...problems]);
  const run = await readResolved(file, folder, registry);
  const root = reward === undefined ? run.root : setAt(run.root, ['reward'], reward);
  const { name } = run;
  const config = checkExperiment({ file: rewardFile, folder, name, root, registry, problems });
  return { config, folder };
}

/** Which paths an experiment may have, with the components of `registry`. */
function declaredIn(registry: PluginRegistry): DeclaredPaths {
  return {
    isDeclared: (path, tree) => fieldAt(EXPERIMENT_SHAPE, path, tree, registry) !== undefined,
    keysAt: (path, tree) => keysAt(EXPERIMENT_SHAPE, path, tree, registry),
  };
}

/** A `config.yaml` without its name, and with its plugins loaded. Throws a `ConfigError` when one cannot be loaded. */
async function readResolved(
  file: string,
  folder: string,
  registry: PluginRegistry,
): Promise<{ readonly root: MapNode; readonly name: string }> {
  const { entries, ...resolved } = readYaml(file);
  const root: MapNode = {
    ...resolved,
    entries: new Map([...entries].filter(([key]) => key !== 'name')),
  };
  const written = entries.get('name');
  const problems = await loadPlugins(root, folder, registry);
  if (problems.length > 0) throw new ConfigError(file, problems);
  return { root, name: written ? String(toPlain(written)) : basename(folder) };
}

async function loadPlugins(
  root: MapNode,
  folder: string,
  registry: PluginRegistry,
): Promise<readonly ConfigProblem[]> {
  const list = nodeAt(root, ['plugins']);
  const items = list?.kind === 'list' ? list.items : [];
  const problems: ConfigProblem[] = [];
  for (const item of items) {
    const specifier = toPlain(item);
    if (typeof specifier !== 'string') continue;
    try {
      registry.register(await loadPlugin(specifier, folder));
    } catch (error) {
      const message = messageOf(error);
      problems.push({ source: item.source, path: 'plugins', message });
    }
  }
  return problems;
}

function checkExperiment(experiment: {
  readonly file: string;
  readonly folder: string;
  readonly name: string;
  readonly root: MapNode;
  readonly registry: PluginRegistry;
  readonly problems: readonly ConfigProblem[];
}): ExperimentConfig {
  const { file, name, root, registry } = experiment;
  const checking: Checking = { registry, problems: [...experiment.problems] };
  const values = checkRoot(EXPERIMENT_SHAPE, root, checking);
  const problems = [...checking.problems, ...checkReferences(root, experiment.folder, registry)];
  if (problems.length > 0) throw new ConfigError(file, problems);
  // `EXPERIMENT_SHAPE` is `ExperimentConfig` in convict's terms; a test holds the two together.
  return { name, ...(values as Omit<ExperimentConfig, 'name'>) };
}
