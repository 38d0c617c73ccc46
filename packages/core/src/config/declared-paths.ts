import type { PluginRegistry } from '../plugin/registry.ts';
import { nodeAt, type ConfigNode, type ConfigPath } from './config-node.ts';
import { fieldsOf, type Fields, type Shape } from './shape.ts';

/** What `type:` of a component or a stage may be is checked where it is read. */
const TYPE: Shape = { shape: 'option', option: { format: String, default: '' } };

/**
 * The shape at `path` below `shape`, whether or not a file sets it; undefined when the schema knows no such path.
 * Entries of open maps (stages, rewards) are known when `node` has them, and options of components and stages by
 * the type that `node` names. Below an option that is a list or a map everything is known.
 */
export function fieldAt(
  shape: Shape,
  path: ConfigPath,
  node: ConfigNode | undefined,
  registry: PluginRegistry,
): Shape | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return shape;
  const child = node && nodeAt(node, [key]);
  if (shape.shape === 'option') {
    return typeof shape.option.default === 'object' ? shape : undefined;
  }
  if (shape.shape === 'map') {
    return child && fieldAt(shape.of, rest, child, registry);
  }
  const field = fieldsBelow(shape, node, registry)[key];
  return field && fieldAt(field, rest, child, registry);
}

/** The keys that the schema knows below `path`. */
export function keysAt(
  shape: Shape,
  path: ConfigPath,
  root: ConfigNode,
  registry: PluginRegistry,
): readonly string[] {
  const field = fieldAt(shape, path, root, registry);
  if (field === undefined || field.shape === 'option' || field.shape === 'map') return [];
  return Object.keys(fieldsBelow(field, nodeAt(root, path), registry));
}

function fieldsBelow(
  shape: Exclude<Shape, { shape: 'option' | 'map' }>,
  node: ConfigNode | undefined,
  registry: PluginRegistry,
): Fields {
  if (shape.shape === 'group') return shape.fields;
  const type = node && nodeAt(node, ['type']);
  const name = type?.kind === 'scalar' ? String(type.value) : '';
  if (shape.shape === 'variant') return { type: TYPE, ...shape.cases[name] };
  const known = registry.has(shape.kind, name);
  return { type: TYPE, ...(known && fieldsOf(registry.find(shape.kind, name).options)) };
}
