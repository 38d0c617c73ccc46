import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { AGENT_ROLES } from '../contracts/episode.ts';
import type { PluginRegistry } from '../plugin/registry.ts';
import { yamlNames } from './compose.ts';
import { nodeAt, toPlain, type ConfigNode, type ConfigPath, type MapNode } from './config-node.ts';
import type { ConfigProblem } from './config-problem.ts';
import { didYouMean } from './nearest.ts';

/**
 * What is wrong between the sections of a config: names that lead nowhere, and agents that would learn from no
 * reward. Reads the tree as it was written, so that it can be asked while single sections are still wrong.
 */
export function checkReferences(
  root: MapNode,
  folder: string,
  registry: PluginRegistry,
): readonly ConfigProblem[] {
  return [
    ...factorsThatAreNoReward(root),
    ...agentsWithoutReward(root),
    ...mixedStages(root),
    ...nothingToImitate(root),
    ...nothingToDo(root),
    ...rolloutsWithoutPeer(root, registry),
    ...criticAndAlgorithm(root, registry),
    ...adaptationOfNothing(root),
    ...unknownBackend(root, registry),
    ...missingBase(root, folder),
  ];
}

function entriesAt(root: MapNode, path: ConfigPath): readonly (readonly [string, ConfigNode])[] {
  const node = nodeAt(root, path);
  return node?.kind === 'map' ? [...node.entries] : [];
}

function textAt(root: ConfigNode, path: ConfigPath): string | null {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
}

function problem(root: MapNode, path: ConfigPath, message: string): ConfigProblem {
  return { source: nodeAt(root, path)?.source ?? null, path: path.join('.'), message };
}

function factorsThatAreNoReward(root: MapNode): readonly ConfigProblem[] {
  const known = entriesAt(root, ['reward', 'rewards']).map(([name]) => name);
  return AGENT_ROLES.flatMap((role) => {
    const composition = ['reward', 'composition', role];
    return entriesAt(root, composition).flatMap(([name, product]) => {
      const factors = nodeAt(product, ['factors']);
      if (factors?.kind !== 'list') return [];
      return factors.items.flatMap((item, index) => {
        const factor = toPlain(item);
        if (typeof factor !== 'string' || known.includes(factor)) return [];
        const message = `"${factor}" is not under reward.rewards; there are: ${known.join(', ')}.${didYouMean(factor, known)}`;
        return [problem(root, [...composition, name, 'factors', String(index)], message)];
      });
    });
  });
}

function agentsWithoutReward(root: MapNode): readonly ConfigProblem[] {
  return AGENT_ROLES.flatMap((role) => {
    const composition = ['reward', 'composition', role];
    if (entriesAt(root, composition).length > 0) return [];
    const training = entriesAt(root, ['stages']).find(([, stage]) => {
      if (textAt(stage, ['type']) === 'preference') return role === 'conversation';
      const freeze = nodeAt(stage, ['agents', role, 'freeze']);
      return textAt(stage, ['type']) === 'reinforcement' && !(freeze && toPlain(freeze) === true);
    });
    if (training === undefined) return [];
    const message = `is empty, but ${training[0]} trains the ${role} agent: name a product there, or freeze the agent`;
    return [problem(root, composition, message)];
  });
}

function mixedStages(root: MapNode): readonly ConfigProblem[] {
  const types = entriesAt(root, ['stages']).map(([, stage]) => textAt(stage, ['type']));
  const other = types.find((type) => type === 'reinforcement' || type === 'preference');
  if (!types.includes('supervised') || other === undefined) return [];
  const message =
    `mixes supervised stages, which make one base model, with ${other} stages, which train two agents: ` +
    'move the supervised ones to an experiment of their own and name it under base.experiment';
  return [problem(root, ['stages'], message)];
}

/** A supervised stage learns from demonstrations. */
function nothingToImitate(root: MapNode): readonly ConfigProblem[] {
  if (nodeAt(root, ['demonstrator']) !== undefined) return [];
  return entriesAt(root, ['stages']).flatMap(([name, stage]) => {
    if (textAt(stage, ['type']) !== 'supervised') return [];
    const message =
      'is supervised and has nothing to imitate: name a demonstrator, as { type: … }, in the experiment';
    return [problem(root, ['stages', name], message)];
  });
}

/** Without stages an experiment evaluates the weights of another one, as they are. */
function nothingToDo(root: MapNode): readonly ConfigProblem[] {
  if (entriesAt(root, ['stages']).length > 0) return [];
  if (textAt(root, ['base', 'experiment']) !== null) return [];
  const message =
    'needs at least one stage, or a base.experiment whose weights are evaluated as they are';
  return [problem(root, ['stages'], message)];
}

/** An algorithm that compares the rollouts of a prompt learns nothing from a single one. */
function rolloutsWithoutPeer(root: MapNode, registry: PluginRegistry): readonly ConfigProblem[] {
  const algorithm = textAt(root, ['algorithm', 'type']) ?? '';
  if (!registry.has('algorithm', algorithm)) return [];
  if (registry.find('algorithm', algorithm).comparesRollouts !== true) return [];
  return entriesAt(root, ['stages']).flatMap(([name, stage]) => {
    const samples = nodeAt(stage, ['samplesPerPrompt']);
    const isAlone = samples === undefined || toPlain(samples) === 1;
    if (textAt(stage, ['type']) !== 'reinforcement' || !isAlone) return [];
    const path = ['stages', name, 'samplesPerPrompt'];
    const message = `is 1, but ${algorithm} compares rollouts of one prompt: make it 2 or more, or choose another algorithm`;
    return [{ ...problem(root, path, message), source: (samples ?? stage).source }];
  });
}

/** A critic without an algorithm that learns with it would be trained for nothing, and the other way round. */
function criticAndAlgorithm(root: MapNode, registry: PluginRegistry): readonly ConfigProblem[] {
  const algorithm = textAt(root, ['algorithm', 'type']) ?? '';
  if (!registry.has('algorithm', algorithm)) return [];
  const isNeeded = registry.find('algorithm', algorithm).learnsWithCritic === true;
  const critic = textAt(root, ['critic', 'type']) ?? 'none';
  if (isNeeded === (critic !== 'none')) return [];
  const message = isNeeded
    ? `is none, but ${algorithm} learns with a critic: make it separate or shared, or choose another algorithm`
    : `is ${critic}, but ${algorithm} learns without a critic: make it none, or choose an algorithm that has one`;
  return [problem(root, ['critic', 'type'], message)];
}

/** A coefficient that is multiplied step by step never leaves 0. */
function adaptationOfNothing(root: MapNode): readonly ConfigProblem[] {
  return entriesAt(root, ['stages']).flatMap(([name]) =>
    AGENT_ROLES.flatMap((role) => {
      const path = ['stages', name, 'agents', role];
      const coefficient = nodeAt(root, [...path, 'klCoefficient']);
      const isAdaptive = nodeAt(root, [...path, 'adaptiveKl']) !== undefined;
      if (!isAdaptive || coefficient === undefined || toPlain(coefficient) !== 0) return [];
      const message = 'is 0, which adaptiveKl cannot change: make it positive, or drop adaptiveKl';
      return [problem(root, [...path, 'klCoefficient'], message)];
    }),
  );
}

function unknownBackend(root: MapNode, registry: PluginRegistry): readonly ConfigProblem[] {
  const path = ['compute', 'backend'];
  const backend = textAt(root, path) ?? 'auto';
  if (backend === 'auto' || registry.has('backend', backend)) return [];
  const message = `${registry.explainUnknown('backend', backend)} "auto" takes the first that works.`;
  return [problem(root, path, message)];
}

function missingBase(root: MapNode, folder: string): readonly ConfigProblem[] {
  const path = ['base', 'experiment'];
  const base = textAt(root, path);
  if (base === null) return [];
  const file = resolve(folder, `${base}.yaml`);
  if (existsSync(file)) return [];
  const near = didYouMean(basename(base), yamlNames(dirname(file)));
  const message = `there is no ${basename(file)} in ${dirname(file)}, where the experiment looks for its base.${near}`;
  return [problem(root, path, message)];
}
