import { fieldsOf, type Fields, type OptionSchema, type Shape } from '../config/shape.ts';
import type { Component, ComponentKind, ComponentKinds } from './component.ts';

/** One option of a component, as a user is shown it. */
export interface ListedOption {
  /** Dotted below the component. */
  readonly path: string;
  readonly option: OptionSchema;
}

/** The options of `component` in the order of its schema, those of nested groups with dotted paths. */
export function optionsOf(component: Pick<Component, 'options'>): readonly ListedOption[] {
  return listFields(fieldsOf(component.options), []);
}

function listFields(fields: Fields, above: readonly string[]): readonly ListedOption[] {
  return Object.entries(fields).flatMap(([key, shape]) => {
    const path = [...above, key];
    if (shape.shape === 'option') return [{ path: path.join('.'), option: shape.option }];
    if (shape.shape === 'map') return [{ path: path.join('.'), option: asOption(shape) }];
    return shape.shape === 'group' ? listFields(shape.fields, path) : [];
  });
}

/** A map of components, shown like an option. */
function asOption({ noun, doc }: Extract<Shape, { shape: 'map' }>): OptionSchema {
  const format = (): void => {
    throw new Error(`must be a map of ${noun}s by name`);
  };
  return { ...(doc !== undefined && { doc }), format, default: {} };
}

const KINDS: Readonly<Record<ComponentKind, true>> = {
  dataset: true,
  tokenizer: true,
  judge: true,
  classifier: true,
  demonstrator: true,
  'conversation-agent': true,
  'feedback-agent': true,
  protocol: true,
  reward: true,
  safeguard: true,
  algorithm: true,
  'preference-loss': true,
  engine: true,
  backend: true,
} satisfies Record<keyof ComponentKinds, true>;

/** Every kind of component. */
export const COMPONENT_KINDS = Object.keys(KINDS) as readonly ComponentKind[];
