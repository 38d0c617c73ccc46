import { fieldsOf, type Fields, type OptionSchema } from '../config/shape.ts';
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
    return shape.shape === 'group' ? listFields(shape.fields, path) : [];
  });
}

const KINDS: Readonly<Record<ComponentKind, true>> = {
  dataset: true,
  tokenizer: true,
  judge: true,
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
