import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { mergeMaps, nodeAt, setAt, toPlain, type ConfigNode, type MapNode } from './config-node.ts';
import { ConfigError, type ConfigProblem, type ConfigSource } from './config-problem.ts';
import { shownPath } from '../run/shown-path.ts';
import { didYouMean } from './nearest.ts';
import { readYaml } from './read-yaml.ts';

/** `group=option` of the command line. */
export interface GroupChoice {
  readonly group: string;
  readonly option: string;
  readonly source: ConfigSource;
}

interface Composing {
  /** Folder of the experiment: groups lie in `conf/` below it. */
  readonly folder: string;
  readonly choices: readonly GroupChoice[];
  readonly chosen: Set<string>;
  readonly problems: ConfigProblem[];
}

/** Files from the experiment down to the one that is being read. */
type Chain = readonly string[];

interface DefaultsEntry {
  readonly file: string;
  /** The folder from which the file names a base experiment. */
  readonly home: string;
  readonly source: ConfigSource;
}

const SELF = '_self_';

/** Where the options of `group` lie, one YAML file each. */
export function groupFolder(experimentFolder: string, group: string): string {
  return join(experimentFolder, 'conf', group);
}

/**
 * Composes an experiment: the files of its `defaults:` in their order, each laid over the ones before,
 * and its own keys where `_self_` stands, or last. A `group=option` of the command line replaces that
 * group's option wherever `defaults:` names it; a group that no file names is laid over everything.
 * A base experiment, which is named from the file that names it, is named from the experiment's folder afterwards.
 * Throws a `ConfigError` that names every missing file, unreadable file and circle.
 */
export function compose(file: string, choices: readonly GroupChoice[] = []): MapNode {
  const start = resolve(file);
  const composing: Composing = {
    folder: dirname(start),
    choices,
    chosen: new Set(),
    problems: [],
  };
  const home = composing.folder;
  let root = composeFile(start, { source: null, chain: [], home }, composing);
  for (const choice of choices) {
    if (composing.chosen.has(choice.group)) continue;
    const option = join(groupFolder(composing.folder, choice.group), `${choice.option}.yaml`);
    const over = composeFile(option, { source: choice.source, chain: [start], home }, composing);
    if (root && over) root = mergeMaps(root, over);
  }
  if (!root || composing.problems.length > 0) throw new ConfigError(file, composing.problems);
  return root;
}

function composeFile(
  file: string,
  asked: { readonly source: ConfigSource | null; readonly chain: Chain; readonly home: string },
  composing: Composing,
): MapNode | null {
  const chain = [...asked.chain, file];
  if (asked.chain.includes(file)) {
    const circle = chain.map((link) => relative(composing.folder, link)).join(' → ');
    composing.problems.push({
      source: asked.source,
      path: 'defaults',
      message: `goes in a circle: ${circle}. Take one of these files out of the defaults of another`,
    });
    return null;
  }
  const own = readPart(file, asked.source, composing.problems);
  if (own === null) return null;

  const { defaults, root: written } = withoutDefaults(own);
  const self = withBaseSeenFrom(composing.folder, written, asked.home);
  const entries = readDefaults(defaults, file, composing);
  let composed: MapNode = { ...self, entries: new Map() };
  for (const entry of entries) {
    const part = entry === SELF ? self : composeFile(entry.file, { ...entry, chain }, composing);
    if (part) composed = mergeMaps(composed, part);
  }
  return composed;
}

function withoutDefaults(root: MapNode): { defaults: ConfigNode | undefined; root: MapNode } {
  const entries = new Map(root.entries);
  entries.delete('defaults');
  return { defaults: root.entries.get('defaults'), root: { ...root, entries } };
}

/** `root` with its base experiment, which is named from the folder `home`, named from `folder`. */
function withBaseSeenFrom(folder: string, root: MapNode, home: string): MapNode {
  const path = ['base', 'experiment'];
  const base = nodeAt(root, path);
  if (base?.kind !== 'scalar' || typeof base.value !== 'string') return root;
  const value = relative(folder, resolve(home, base.value)).replaceAll(sep, '/');
  return setAt(root, path, { ...base, value });
}

function readDefaults(
  defaults: ConfigNode | undefined,
  file: string,
  composing: Composing,
): readonly (DefaultsEntry | typeof SELF)[] {
  if (defaults === undefined) return [SELF];
  if (defaults.kind !== 'list') {
    composing.problems.push({
      source: defaults.source,
      path: 'defaults',
      message: 'must be a list of files and groups, for example [_base, { algorithm: grpo }]',
    });
    return [SELF];
  }
  const entries = defaults.items.flatMap((item) => readEntry(item, file, composing));
  return entries.includes(SELF) ? entries : [...entries, SELF];
}

function readEntry(
  item: ConfigNode,
  file: string,
  composing: Composing,
): readonly (DefaultsEntry | typeof SELF)[] {
  const { source } = item;
  if (item.kind === 'scalar' && typeof item.value === 'string') {
    if (item.value === SELF) return [SELF];
    const named = resolve(dirname(file), `${item.value.replace(/\.yaml$/, '')}.yaml`);
    return [{ file: named, home: dirname(named), source }];
  }
  const pairs = item.kind === 'map' ? [...item.entries] : [];
  if (pairs.length === 0 || pairs.some(([, { kind }]) => kind !== 'scalar')) {
    const message = `must name a file or a group ({ group: option }), not ${JSON.stringify(toPlain(item))}`;
    composing.problems.push({ source, path: 'defaults', message });
    return [];
  }
  return pairs.map(([group, option]) => {
    const choice = composing.choices.find((candidate) => candidate.group === group);
    if (choice) composing.chosen.add(group);
    const name = choice?.option ?? String(toPlain(option));
    return {
      file: join(groupFolder(composing.folder, group), `${name}.yaml`),
      home: composing.folder,
      source: choice?.source ?? option.source,
    };
  });
}

function readPart(
  file: string,
  source: ConfigSource | null,
  problems: ConfigProblem[],
): MapNode | null {
  try {
    return readYaml(file);
  } catch (error) {
    if (error instanceof ConfigError) problems.push(...error.problems);
    else problems.push({ source, path: null, message: whyUnreadable(file, error) });
    return null;
  }
}

function whyUnreadable(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const shown = shownPath(file);
  if (code !== 'ENOENT') return `cannot read ${shown}: ${String(error)}`;
  const names = yamlNames(dirname(file));
  const known =
    names.length === 0 ? 'there are no YAML files beside it' : `beside it: ${names.join(', ')}`;
  return `there is no ${shown}; ${known}.${didYouMean(basename(file, '.yaml'), names)}`;
}

/** Names of the YAML files in `folder`, without their ending, sorted; none when there is no such folder. */
export function yamlNames(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => basename(name, '.yaml'))
    .sort();
}
