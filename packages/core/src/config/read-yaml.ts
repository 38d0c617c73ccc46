import { readFileSync } from 'node:fs';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import { FORBIDDEN_KEYS, type ConfigNode, type MapNode } from './config-node.ts';
import { ConfigError, type ConfigProblem, type ConfigSource } from './config-problem.ts';

type Locate = (offset: number) => ConfigSource;

/**
 * Reads a YAML file whose root is a map; an empty file is an empty map.
 * Throws a `ConfigError` with every syntax error and its line, and Node's own error when it cannot be read.
 */
export function readYaml(file: string): MapNode {
  const root = parseYaml(readFileSync(file, 'utf8'), (line, column) => ({ file, line, column }));
  if (root.kind === 'map') return root;
  const empty = root.kind === 'scalar' && root.value === null;
  if (empty) return { kind: 'map', source: root.source, entries: new Map() };
  throw new ConfigError(file, [
    { source: root.source, path: null, message: `must hold a map of keys, not a ${root.kind}` },
  ]);
}

/** Parses the value of an override, for example `[1, 2]`, `null` or `0.3`. Throws a `ConfigError`. */
export function parseOverrideValue(text: string, override: string): ConfigNode {
  return parseYaml(text, () => ({ override }));
}

function parseYaml(
  text: string,
  locate: (line: number, column: number) => ConfigSource,
): ConfigNode {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const sourceAt: Locate = (offset) => {
    const { line, col } = lineCounter.linePos(offset);
    return locate(line, col);
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({
      source: sourceAt(pos[0]),
      path: null,
      message: `unreadable YAML: ${message}`,
    }));
    throw new ConfigError('the YAML', problems);
  }
  const problems: ConfigProblem[] = [];
  const root = convert(document.contents, document, sourceAt, problems);
  if (problems.length > 0) throw new ConfigError('the YAML', problems);
  return root;
}

function convert(
  node: Node | null,
  document: Document,
  sourceAt: Locate,
  problems: ConfigProblem[],
): ConfigNode {
  const source = sourceAt(node?.range?.[0] ?? 0);
  if (isAlias(node)) return convert(node.resolve(document) ?? null, document, sourceAt, problems);
  if (isSeq<Node>(node)) {
    const items = node.items.map((item) => convert(item, document, sourceAt, problems));
    return { kind: 'list', source, items };
  }
  if (!isMap<Node, Node | null>(node)) {
    return { kind: 'scalar', source, value: scalarValue(node, source, problems) };
  }
  const entries = new Map<string, ConfigNode>();
  for (const pair of node.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    const keySource = sourceAt(pair.key.range?.[0] ?? 0);
    if (FORBIDDEN_KEYS.includes(key)) {
      problems.push({ source: keySource, path: key, message: 'this key is reserved: rename it' });
    } else {
      // A value is shown at its key: that is the line a user looks for.
      entries.set(key, { ...convert(pair.value, document, sourceAt, problems), source: keySource });
    }
  }
  return { kind: 'map', source, entries };
}

function scalarValue(
  node: Node | null,
  source: ConfigSource,
  problems: ConfigProblem[],
): string | number | boolean | null {
  const value = isScalar(node) ? node.value : null;
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  problems.push({ source, path: null, message: `a ${typeof value} is no value of a config` });
  return null;
}
