import type { Schema, SchemaObj } from 'convict';

/** An option that takes one of several forms: `{ type, …options }`, where the type decides on the options. */
interface OptionCases<Value> extends SchemaObj<Value> {
  readonly noun: string;
  readonly cases: Readonly<Record<string, Schema<object>>>;
}

/**
 * An option of a component that takes one of several forms, by its `type`.
 *
 * @param noun what a form is called in messages.
 */
export function oneOf<Value>(noun: string, cases: OptionCases<Value>['cases']): OptionCases<Value> {
  // The default is never taken: an option that is left out is an error.
  return { noun, cases, format: Object, default: undefined as Value };
}

/** Whether an option of a schema was made by `oneOf`. */
export function isOneOf(option: object): option is OptionCases<unknown> {
  return 'cases' in option && 'noun' in option;
}
