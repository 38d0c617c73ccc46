import type { SchemaObj } from 'convict';
import type { ComponentKind } from '../plugin/component.ts';
import { isComponentConfig, isNestedComponents } from '../plugin/nested-components.ts';
import { isOneOf } from '../plugin/option-cases.ts';

/** One option, described by convict's own schema object. */
export type OptionSchema = SchemaObj<unknown>;

/** What a part of an experiment may look like. */
export type Shape =
  | { readonly shape: 'option'; readonly option: OptionSchema }
  | { readonly shape: 'group'; readonly fields: Fields; readonly optional?: true }
  /** Keys of the user's own choice. */
  | {
      readonly shape: 'map';
      readonly noun: string;
      readonly of: Shape;
      /** What it is for, where it is an option of a component. */
      readonly doc?: string;
    }
  /** `{ type, …options }` of a plugin: the plugin's own schema holds. */
  | {
      readonly shape: 'component';
      readonly kind: ComponentKind;
      readonly optional?: true;
      /** What it is for, where it is an option of a component. */
      readonly doc?: string;
    }
  /** `{ type, …fields }` where the type decides on the fields. */
  | {
      readonly shape: 'variant';
      readonly noun: string;
      readonly cases: Readonly<Record<string, Fields>>;
      readonly optional?: true;
    };

export type Fields = Readonly<Record<string, Shape>>;

type Cases = Extract<Shape, { shape: 'variant' }>['cases'];

/** A group of options as convict writes it: nested objects, an object with `default` being one option. */
export interface OptionTree {
  readonly [key: string]: unknown;
}

/** The fields of a convict schema. A value that is no object is convict's shorthand for its default. */
export function fieldsOf(schema: OptionTree): Fields {
  return Object.fromEntries(Object.entries(schema).map(([key, node]) => [key, shapeOf(node)]));
}

function shapeOf(node: unknown): Shape {
  const isTree = typeof node === 'object' && node !== null && !Array.isArray(node);
  if (!isTree || Object.keys(node).length === 0) {
    return { shape: 'option', option: { default: node } };
  }
  if (isNestedComponents(node)) {
    const { components: kind, doc } = node;
    return { shape: 'map', noun: kind, of: componentOf(kind), ...(doc !== undefined && { doc }) };
  }
  if (isComponentConfig(node)) {
    const { configures: kind, doc } = node;
    return { ...componentOf(kind), ...(doc !== undefined && { doc }) };
  }
  if (isOneOf(node)) {
    const cases = Object.entries(node.cases).map(([type, schema]) => [
      type,
      fieldsOf({ ...schema }),
    ]);
    return { shape: 'variant', noun: node.noun, cases: Object.fromEntries(cases) as Cases };
  }
  if ('default' in node) return { shape: 'option', option: node };
  return { shape: 'group', fields: fieldsOf({ ...node }) };
}

/** A group of plain options, written as a convict schema. */
export function options(schema: OptionTree): Shape {
  return { shape: 'group', fields: fieldsOf(schema) };
}

/** A group of named shapes. */
export function group(fields: Fields): Shape {
  return { shape: 'group', fields };
}

/** A group of plain options that an experiment may leave out as a whole. */
export function optionalOptions(schema: OptionTree): Shape {
  return { shape: 'group', fields: fieldsOf(schema), optional: true };
}

/** A component of `kind`, as an experiment names it. */
export function componentOf(kind: ComponentKind): Extract<Shape, { shape: 'component' }> {
  return { shape: 'component', kind };
}

/** A component of `kind` that an experiment may leave out. */
export function optionalComponentOf(kind: ComponentKind): Shape {
  return { shape: 'component', kind, optional: true };
}
