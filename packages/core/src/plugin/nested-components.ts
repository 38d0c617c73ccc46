import type { SchemaObj } from 'convict';
import type { ComponentKind, ComponentKinds, RunContext } from './component.ts';

/** Kinds that need no more than the context of the run, so that another component can be given them. */
export type NestedKind = {
  [Kind in ComponentKind]: RunContext extends ComponentKinds[Kind]['given'] ? Kind : never;
}[ComponentKind];

/** An option that holds components: `{ name: { type, …options } }` in YAML. */
export interface NestedComponents extends SchemaObj<Record<string, unknown>> {
  readonly components: NestedKind;
}

/**
 * An option of a component that holds other components by names of the user's choice, each checked by its own schema. The
 * `create` of the component is given them made: its option is a `Record` of what the kind is.
 */
export function componentsByName(components: NestedKind, doc: string): NestedComponents {
  return { components, doc, format: Object, default: {} };
}

/** The kind of the components that `option` of a schema holds; null where it holds none. */
export function nestedKindOf(schema: object, option: string): NestedKind | null {
  const node: unknown = Object.entries(schema).find(([name]) => name === option)?.[1];
  return typeof node === 'object' && node !== null && isNestedComponents(node)
    ? node.components
    : null;
}

/** Whether an option of a schema was made by `componentsByName`. */
export function isNestedComponents(option: object): option is NestedComponents {
  return 'components' in option && 'default' in option;
}
