import type { SchemaObj } from 'convict';
import type { ComponentConfig } from '../config/experiment-config.ts';
import type { ComponentKind, ComponentKinds, JudgingContext } from './component.ts';

/** Kinds that need no more than a judge is given, so that it can hold them. */
export type NestedKind = {
  [Kind in ComponentKind]: JudgingContext extends ComponentKinds[Kind]['given'] ? Kind : never;
}[ComponentKind];

/** An option that holds components: `{ name: { type, …options } }` in YAML. */
export interface NestedComponents extends SchemaObj<Record<string, unknown>> {
  readonly components: NestedKind;
}

/** An option that holds one component, as `{ type, …options }` in YAML. */
interface ConfiguredComponent extends SchemaObj<ComponentConfig> {
  readonly configures: ComponentKind;
}

/**
 * An option of a component that names another one, which is checked by its own schema and arrives as it was named, with
 * its defaults: whoever is given it knows what else it has to be made with.
 */
export function componentConfig(configures: ComponentKind, doc: string): ConfiguredComponent {
  // The default is never taken: a component that is left out is an error.
  return { configures, doc, format: Object, default: { type: '' } };
}

/** Whether an option of a schema was made by `componentConfig`. */
export function isComponentConfig(option: object): option is ConfiguredComponent {
  return 'configures' in option && 'default' in option;
}

/**
 * An option of a judge or a classifier that holds other components by names of the user's choice, each checked by its own schema. The
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
