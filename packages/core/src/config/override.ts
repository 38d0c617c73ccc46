import { existsSync } from 'node:fs';
import type { GroupChoice } from './compose.ts';
import { groupFolder } from './compose.ts';
import {
  dropAt,
  FORBIDDEN_KEYS,
  nodeAt,
  setAt,
  toPlain,
  type ConfigNode,
  type ConfigPath,
  type MapNode,
} from './config-node.ts';
import { ConfigError, type ConfigProblem } from './config-problem.ts';
import { didYouMean } from './nearest.ts';
import { parseOverrideValue } from './read-yaml.ts';

/** One word of the command line in Hydra's grammar. */
export type Override =
  | { readonly kind: 'set' | 'add'; readonly path: ConfigPath; readonly value: ConfigNode }
  | { readonly kind: 'drop'; readonly path: ConfigPath; readonly words: string };

export interface ParsedOverrides {
  readonly groups: readonly GroupChoice[];
  readonly overrides: readonly Override[];
}

const GRAMMAR =
  'overrides read `a.b=1` (change), `+a.b=1` (add), `~a.b` (drop) or `group=option` (pick a file of conf/)';

/**
 * Parses overrides: `a.b=1` changes, `+a.b=1` adds, `~a.b` drops, `group=option` picks a group's file.
 * Values are YAML. Throws a `ConfigError` with every override that cannot be read.
 */
export function parseOverrides(
  words: readonly string[],
  experimentFolder: string,
): ParsedOverrides {
  const groups: GroupChoice[] = [];
  const overrides: Override[] = [];
  const problems: ConfigProblem[] = [];
  for (const word of words) {
    try {
      const override = parseOverride(word);
      const [group, ...deeper] = override.path;
      const isGroup =
        override.kind !== 'drop' &&
        deeper.length === 0 &&
        existsSync(groupFolder(experimentFolder, String(group)));
      if (isGroup) {
        const option = String(toPlain(override.value));
        groups.push({ group: String(group), option, source: { override: word } });
      } else {
        overrides.push(override);
      }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigError('the command line', problems);
  return { groups, overrides };
}

function parseOverride(word: string): Override {
  const refuse = (message: string): never => {
    throw new ConfigError(word, [{ source: { override: word }, path: null, message }]);
  };
  const match = /^(?<mark>[+~]?)(?<path>[^=+~]+)(?:=(?<value>.*))?$/su.exec(word);
  const { mark, path: dotted, value } = match?.groups ?? {};
  if (dotted === undefined) return refuse(GRAMMAR);
  const path = dotted.trim().split('.');
  if (path.includes('')) return refuse(`"${dotted}" has an empty key; ${GRAMMAR}`);
  const forbidden = path.find((key) => FORBIDDEN_KEYS.includes(key));
  if (forbidden !== undefined) return refuse(`the key "${forbidden}" is reserved`);
  if (mark === '~') {
    return value === undefined
      ? { kind: 'drop', path, words: word }
      : refuse(`a key is dropped without a value: ~${dotted}`);
  }
  if (value === undefined) return refuse(`"${word}" has no value; ${GRAMMAR}`);
  return { kind: mark === '+' ? 'add' : 'set', path, value: parseOverrideValue(value, word) };
}

/** What the schema knows of paths that no file may have set; `root` tells which types were chosen. */
export interface DeclaredPaths {
  isDeclared(path: ConfigPath, root: MapNode): boolean;
  /** The keys below `path`. */
  keysAt(path: ConfigPath, root: MapNode): readonly string[];
}

/** Applies overrides in their order. Gives the new tree and what could not be applied. */
export function applyOverrides(
  root: MapNode,
  overrides: readonly Override[],
  schema: DeclaredPaths,
): { readonly root: MapNode; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  let tree = root;
  for (const override of overrides) {
    const { path } = override;
    const dotted = path.join('.');
    const there = nodeAt(tree, path) !== undefined;
    const source = override.kind === 'drop' ? { override: override.words } : override.value.source;
    if (override.kind === 'drop' && !there) {
      const message = `no file sets it, so it cannot be dropped.${nearestSibling(tree, path, schema)}`;
      problems.push({ source, path: dotted, message });
    } else if (override.kind === 'add' && there) {
      const message = `is there already: leave out the "+" to change it`;
      problems.push({ source, path: dotted, message });
    } else if (override.kind === 'set' && !there && !schema.isDeclared(path, tree)) {
      // Only a map with free names, such as stages, has room for a key that nobody declared.
      const newest = path.slice(0, unknownDepth(tree, path, schema) + 1);
      const fits = schema.isDeclared(newest, setAt(tree, path, override.value));
      const advice = fits ? `; write +${dotted}=… to add it` : '';
      const message = `there is no such key${advice}.${nearestSibling(tree, path, schema)}`;
      problems.push({ source, path: dotted, message });
    } else {
      tree = override.kind === 'drop' ? dropAt(tree, path) : setAt(tree, path, override.value);
    }
  }
  return { root: tree, problems };
}

/** A suggestion for the first key of `path` that nobody knows, from the keys beside it. */
function nearestSibling(root: MapNode, path: ConfigPath, schema: DeclaredPaths): string {
  const depth = unknownDepth(root, path, schema);
  const parent = nodeAt(root, path.slice(0, depth));
  const written = parent?.kind === 'map' ? [...parent.entries.keys()] : [];
  const known = new Set([...written, ...schema.keysAt(path.slice(0, depth), root)]);
  return didYouMean(path[depth] ?? '', [...known]);
}

/** Where in `path` the first key stands that nobody knows. */
function unknownDepth(root: MapNode, path: ConfigPath, schema: DeclaredPaths): number {
  const isKnown = (depth: number): boolean => {
    const above = path.slice(0, depth);
    return nodeAt(root, above) !== undefined || schema.isDeclared(above, root);
  };
  return path.findIndex((_, index) => !isKnown(index + 1));
}
