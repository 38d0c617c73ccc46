import type { PluginRegistry } from '../plugin/registry.ts';
import { nodeAt, toPlain, type ConfigNode, type ConfigPath, type MapNode } from './config-node.ts';
import type { ConfigProblem, ConfigSource } from './config-problem.ts';
import { didYouMean } from './nearest.ts';
import { refusalOf, show } from './option-value.ts';
import { fieldsOf, type Fields, type OptionSchema, type Shape } from './shape.ts';

/** What a check collects: every problem there is. */
export interface Checking {
  readonly registry: PluginRegistry;
  readonly problems: ConfigProblem[];
}

/** A part of the tree that is being checked; `node` is undefined where nothing was written. */
interface Place {
  readonly node: ConfigNode | undefined;
  readonly path: ConfigPath;
  /** The nearest thing that was written around it. */
  readonly source: ConfigSource | null;
}

type Plain = Readonly<Record<string, unknown>>;

/** The value of `root` with every default filled in; what is wrong with it is added to `checking.problems`. */
export function checkRoot(shape: Shape, root: MapNode, checking: Checking): unknown {
  return check(shape, { node: root, path: [], source: null }, checking);
}

function check(shape: Shape, place: Place, checking: Checking): unknown {
  switch (shape.shape) {
    case 'option':
      return checkOption(shape.option, place, checking);
    case 'group':
      if (shape.optional && place.node === undefined) return undefined;
      return checkGroup(shape.fields, place, checking);
    case 'map':
      return checkMap(shape, place, checking);
    case 'component':
      if (shape.optional && place.node === undefined) return undefined;
      return checkComponent(shape.kind, place, checking);
    case 'variant':
      if (shape.optional && place.node === undefined) return undefined;
      return checkVariant(shape, place, checking);
  }
}

function report(place: Place, message: string, checking: Checking): void {
  const source = place.node?.source ?? place.source;
  const path = place.path.length === 0 ? null : place.path.join('.');
  checking.problems.push({ source, path, message });
}

function checkOption(option: OptionSchema, place: Place, checking: Checking): unknown {
  if (place.node === undefined) {
    const initial: unknown = structuredClone(option.default);
    if (initial === undefined || refusalOf(option, initial) === null) return initial;
    const doc = option.doc === undefined ? '' : ` (${option.doc})`;
    const allowed = refusalOf(option, initial)?.replace(/, not .*$/s, '') ?? '';
    report(place, `is missing${doc}: it ${allowed}`, checking);
    return initial;
  }
  const value = toPlain(place.node);
  const refusal = refusalOf(option, value);
  if (refusal !== null) report(place, refusal, checking);
  return value;
}

/** The entries of a map; null, with a report, when something else was written. An absent map is empty. */
function entriesOf(place: Place, wanted: string, checking: Checking): MapNode['entries'] | null {
  if (place.node === undefined) return new Map();
  if (place.node.kind === 'map') return place.node.entries;
  report(place, `must be ${wanted}, not ${show(toPlain(place.node))}`, checking);
  return null;
}

function below(place: Place, key: string, entries: MapNode['entries']): Place {
  return {
    node: entries.get(key),
    path: [...place.path, key],
    source: place.node?.source ?? place.source,
  };
}

function checkGroup(fields: Fields, place: Place, checking: Checking): Plain {
  const known = Object.keys(fields);
  const entries = entriesOf(place, `a map with ${known.join(', ')}`, checking);
  return entries === null ? {} : checkFields(fields, place, entries, checking);
}

function checkFields(
  fields: Fields,
  place: Place,
  entries: MapNode['entries'],
  checking: Checking,
): Plain {
  const known = Object.keys(fields);
  for (const key of entries.keys()) {
    if (known.includes(key) || isLeftOver(place, key)) continue;
    const near = didYouMean(key, known);
    const all = known.length === 0 ? 'there are none here' : `known: ${known.join(', ')}`;
    report(below(place, key, entries), `unknown key; ${all}.${near}`, checking);
  }
  const values: Record<string, unknown> = {};
  for (const [key, shape] of Object.entries(fields)) {
    const value = check(shape, below(place, key, entries), checking);
    if (value !== undefined) values[key] = value;
  }
  return values;
}

/** What a file below wrote for a component that was exchanged since says nothing of the one that is there now. */
function isLeftOver({ node }: Place, key: string): boolean {
  return node?.kind === 'map' && node.leftOver?.has(key) === true;
}

function checkMap(
  shape: Extract<Shape, { shape: 'map' }>,
  place: Place,
  checking: Checking,
): Plain {
  const entries = entriesOf(place, `a map of ${shape.noun}s by name`, checking);
  if (entries === null) return {};
  const values = [...entries.keys()].map((key) => [
    key,
    check(shape.of, below(place, key, entries), checking),
  ]);
  return Object.fromEntries(values) as Plain;
}

/** Reads `type`; null, with a report, when it is not there or no text. */
function typeOf(place: Place, known: readonly string[], checking: Checking): string | null {
  if (place.node === undefined) {
    const key = place.path.at(-1) ?? '';
    report(place, `is missing: add ${key}: { type: … }; there are: ${listed(known)}`, checking);
    return null;
  }
  const choices = `a map with type: one of ${listed(known)}`;
  const entries = entriesOf(place, choices, checking);
  if (entries === null) return null;
  const type = entries.get('type');
  if (type?.kind === 'scalar' && typeof type.value === 'string') return type.value;
  const given = type === undefined ? 'it has no type' : `not ${show(toPlain(type))}`;
  report(place, `must be ${choices}; ${given}`, checking);
  return null;
}

function listed(known: readonly string[]): string {
  return known.length === 0
    ? '(none is installed: name a plugin that brings one under plugins:)'
    : known.join(', ');
}

function withoutType(place: Place): MapNode['entries'] {
  const entries = new Map(place.node?.kind === 'map' ? place.node.entries : []);
  entries.delete('type');
  return entries;
}

function checkComponent(
  kind: Extract<Shape, { shape: 'component' }>['kind'],
  place: Place,
  checking: Checking,
): Plain {
  const { registry } = checking;
  const known = registry.list(kind).map(({ component }) => component.name);
  const type = typeOf(place, known, checking);
  if (type === null) return {};
  if (!registry.has(kind, type)) {
    const named = { ...place, node: place.node && nodeAt(place.node, ['type']) };
    const message = registry.explainUnknown(kind, type);
    report({ ...named, path: [...place.path, 'type'] }, message, checking);
    return { type };
  }
  const { options, problems } = registry.find(kind, type);
  const before = checking.problems.length;
  const entries = withoutType(place);
  const values = checkFields(fieldsOf(options), place, entries, checking);
  if (problems !== undefined && checking.problems.length === before) {
    for (const { path, message } of problems(values, (wanted, name) =>
      registry.find(wanted, name),
    )) {
      report(placeAt(place, path), message, checking);
    }
  }
  return { type, ...values };
}

/** The place of `path` below `place`; where nothing was written, what was written around it. */
function placeAt(place: Place, path: ConfigPath): Place {
  return path.reduce<Place>(
    (above, key) => below(above, key, above.node?.kind === 'map' ? above.node.entries : new Map()),
    place,
  );
}

function checkVariant(
  shape: Extract<Shape, { shape: 'variant' }>,
  place: Place,
  checking: Checking,
): Plain {
  const known = Object.keys(shape.cases);
  const type = typeOf(place, known, checking);
  if (type === null) return {};
  const fields = shape.cases[type];
  if (fields === undefined) {
    const typePlace = { ...place, node: place.node && nodeAt(place.node, ['type']) };
    const message = `no ${shape.noun} is called "${type}"; there are: ${known.join(', ')}.${didYouMean(type, known)}`;
    report({ ...typePlace, path: [...place.path, 'type'] }, message, checking);
    return { type };
  }
  return { type, ...checkFields(fields, place, withoutType(place), checking) };
}
