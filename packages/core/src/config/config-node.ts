import type { ConfigSource } from './config-problem.ts';

/** A YAML value that remembers, at every depth, where it was written. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly source: ConfigSource;
  readonly value: string | number | boolean | null;
}

export interface ListNode {
  readonly kind: 'list';
  readonly source: ConfigSource;
  readonly items: readonly ConfigNode[];
}

export interface MapNode {
  readonly kind: 'map';
  readonly source: ConfigSource;
  readonly entries: ReadonlyMap<string, ConfigNode>;
  /** Keys that were written for another `type` than the one that holds now: it may not know them. */
  readonly leftOver?: ReadonlySet<string>;
}

/** Keys from the root to a value; list positions are written as numbers. */
export type ConfigPath = readonly string[];

/** Keys that would reach into JavaScript's own objects. */
export const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * `over` laid over `base`: maps merge key by key, everything else is replaced.
 * Associative for trees that agree on which keys hold maps.
 */
export function merge(base: ConfigNode, over: ConfigNode): ConfigNode {
  return base.kind === 'map' && over.kind === 'map' ? mergeMaps(base, over) : over;
}

/** `merge` of two maps. */
export function mergeMaps(base: MapNode, over: MapNode): MapNode {
  const entries = new Map(base.entries);
  for (const [key, node] of over.entries) {
    const below = entries.get(key);
    entries.set(key, below === undefined ? node : merge(below, node));
  }
  return { ...over, entries, leftOver: leftOverKeys(base, over) };
}

function leftOverKeys(base: MapNode, over: MapNode): ReadonlySet<string> {
  const [before, after] = [typeIn(base), typeIn(over)];
  const isExchanged = before !== undefined && after !== undefined && before !== after;
  const older = isExchanged ? [...base.entries.keys()] : [...(base.leftOver ?? [])];
  const untouched = older.filter((key) => !over.entries.has(key));
  return new Set([...untouched, ...(over.leftOver ?? [])]);
}

function typeIn({ entries }: MapNode): ScalarNode['value'] | undefined {
  const type = entries.get('type');
  return type?.kind === 'scalar' ? type.value : undefined;
}

/** The node's value without its sources. */
export function toPlain(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toPlain);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, child]) => [key, toPlain(child)]));
  }
}

/** A node for a plain value, with one source for all of it. */
export function fromPlain(value: unknown, source: ConfigSource): ConfigNode {
  if (Array.isArray(value)) {
    return { kind: 'list', source, items: value.map((item) => fromPlain(item, source)) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map(
      Object.entries(value).map(([key, child]) => [key, fromPlain(child, source)]),
    );
    return { kind: 'map', source, entries };
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'scalar', source, value };
  }
  return { kind: 'scalar', source, value: null };
}

function childOf(node: ConfigNode, key: string): ConfigNode | undefined {
  if (node.kind === 'map') return node.entries.get(key);
  if (node.kind === 'list' && /^\d+$/.test(key)) return node.items[Number(key)];
  return undefined;
}

/** The node at `path`, or undefined when nothing is there. */
export function nodeAt(root: ConfigNode, path: ConfigPath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const key of path) node = node && childOf(node, key);
  return node;
}

/** `node` with `child` under `key`, or without that key when `child` is undefined. */
function withChild(node: ConfigNode, key: string, child: ConfigNode | undefined): ConfigNode {
  if (node.kind === 'list') {
    const before = node.items.slice(0, Number(key));
    const after = node.items.slice(Number(key) + 1);
    return { ...node, items: [...before, ...(child === undefined ? [] : [child]), ...after] };
  }
  const base: MapNode =
    node.kind === 'map' ? node : { kind: 'map', source: node.source, entries: new Map() };
  const entries = new Map(base.entries);
  if (child === undefined) {
    entries.delete(key);
    return { ...base, entries };
  }
  entries.set(key, child);
  const over: MapNode = { kind: 'map', source: base.source, entries: new Map([[key, child]]) };
  return { ...base, entries, leftOver: leftOverKeys(base, over) };
}

/** `root` with `value` at `path`; missing maps on the way are made, and a map at `path` itself is merged. */
export function setAt(root: MapNode, path: ConfigPath, value: ConfigNode): MapNode {
  return asMap(setBelow(root, path, value));
}

function setBelow(node: ConfigNode, path: ConfigPath, value: ConfigNode): ConfigNode {
  const [key, ...rest] = path;
  if (key === undefined) return merge(node, value);
  const empty: MapNode = { kind: 'map', source: value.source, entries: new Map() };
  const below = childOf(node, key);
  return withChild(
    node,
    key,
    below === undefined && rest.length === 0 ? value : setBelow(below ?? empty, rest, value),
  );
}

/** `root` without the value at `path`. Throws when nothing is there. */
export function dropAt(root: MapNode, path: ConfigPath): MapNode {
  if (nodeAt(root, path) === undefined) throw new Error(`nothing to drop at "${path.join('.')}"`);
  return asMap(dropBelow(root, path));
}

function dropBelow(node: ConfigNode, path: ConfigPath): ConfigNode {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  const below = childOf(node, key);
  return withChild(node, key, rest.length === 0 ? undefined : below && dropBelow(below, rest));
}

function asMap(node: ConfigNode): MapNode {
  if (node.kind !== 'map') throw new Error(`a config is a map, not a ${node.kind}`);
  return node;
}
