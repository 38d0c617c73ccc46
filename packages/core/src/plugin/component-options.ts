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
    if (shape.shape === 'group') return listFields(shape.fields, path);
    if (shape.shape === 'variant') return listCases(shape, path);
    return [{ path: path.join('.'), option: asComponent(shape) }];
  });
}

/** The type of a variant, and after it the options of each type, which say whose they are. */
function listCases(
  { noun, cases }: Extract<Shape, { shape: 'variant' }>,
  path: readonly string[],
): readonly ListedOption[] {
  const type = { doc: `Which ${noun}.`, format: Object.keys(cases), default: null };
  const others = Object.entries(cases).flatMap(([name, fields]) =>
    listFields(fields, path).map(({ path: own, option }) => ({
      path: own,
      option: { ...option, doc: `Of ${name}: ${option.doc ?? ''}` },
    })),
  );
  return [{ path: [...path, 'type'].join('.'), option: type }, ...others];
}

/** A component, shown like an option. */
function asComponent({ kind, doc }: Extract<Shape, { shape: 'component' }>): OptionSchema {
  const format = (): void => {
    throw new Error(`must be { type: … } of kind ${kind}`);
  };
  return { ...(doc !== undefined && { doc }), format, default: null };
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
