import { messageOf } from '../run/message-of.ts';
import type { ComponentKind } from '../plugin/component.ts';

/** Where a component comes from, for whoever has to mend it. */
export interface ComponentOrigin {
  readonly kind: ComponentKind;
  /** What an experiment writes as `type:`. */
  readonly type: string;
  /** Its name in the experiment, where it has one besides its type, as a reward has. */
  readonly name?: string;
  /** The plugin that brought the component. */
  readonly plugin: string;
}

/** What a component did that its contract does not allow; no second try would mend it. */
export class ComponentFault extends Error {
  constructor(origin: ComponentOrigin, what: string, mend: string, cause?: unknown) {
    super(`${describeOrigin(origin)} ${what}. ${mend}`, { cause });
    this.name = 'ComponentFault';
  }
}

/** For example `the reward "brevity" (short) of plugin @lab/short`. */
export function describeOrigin({ kind, name, type, plugin }: ComponentOrigin): string {
  const component = name === undefined || name === type ? `"${type}"` : `"${name}" (${type})`;
  return `the ${kind} ${component} of plugin ${plugin}`;
}

/** What was thrown inside a component, with the component's name; a fault that is named already stays as it is. */
export function faultOfThrown(
  origin: ComponentOrigin,
  error: unknown,
  mend = 'WALTZ_TRACE=1 shows where',
): ComponentFault {
  if (error instanceof ComponentFault) return error;
  const reason = messageOf(error);
  return new ComponentFault(origin, `threw: ${reason}`, mend, error);
}

/** What `call` computes inside a component; what it throws gets the component's name. */
export function explained<Value>(origin: ComponentOrigin, call: () => Value): Value {
  try {
    return call();
  } catch (error) {
    throw faultOfThrown(origin, error);
  }
}

/** Throws when a component gave something else than a list with one entry for each of the `wanted` things that it was given. */
export function requireOneEach(
  origin: ComponentOrigin,
  given: unknown,
  entries: string,
  wanted: { readonly count: number; readonly things: string },
): void {
  const { count, things } = wanted;
  const mend = `Give one for each of the ${count} ${things}, in their order`;
  if (!Array.isArray(given)) throw new ComponentFault(origin, `gave no list of ${entries}`, mend);
  if (given.length === count) return;
  throw new ComponentFault(origin, `gave ${given.length} ${entries} for ${count} ${things}`, mend);
}
