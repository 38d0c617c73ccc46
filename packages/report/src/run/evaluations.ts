import { numberAt } from './fields.ts';
import { isJsonObject, type JsonObject } from './json-files.ts';
import type { Estimate, Evaluation, StageSpan } from './run-record.ts';

/** Reads one evaluation file: whatever has `value`, `low`, `high` and `n` is an estimate, at any depth. */
export function evaluationFrom(
  name: string,
  content: JsonObject,
  stages: readonly StageSpan[],
): Evaluation {
  return {
    name,
    globalStep: numberAt(content, 'globalStep') ?? stepOf(name, stages),
    estimates: estimatesOf(content),
  };
}

/** The estimates of an evaluation by the dotted paths that they have in it; those of nothing are left out. */
export function estimatesOf(evaluation: object): Evaluation['estimates'] {
  return new Map(estimatesIn(evaluation, []));
}

/** `base`, then the stages in order, then `final`, then the others by name. */
export function inOrder(
  evaluations: readonly Evaluation[],
  stages: readonly StageSpan[],
): readonly Evaluation[] {
  const order = ['base', ...stages.map(({ name }) => name), 'final'];
  const rank = ({ name }: Evaluation): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return [...evaluations].sort(
    (one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name),
  );
}

function stepOf(name: string, stages: readonly StageSpan[]): number | null {
  const first = stages.at(0);
  if (name === 'base') return first === undefined ? 0 : first.first - 1;
  const stage = name === 'final' ? stages.at(-1) : stages.find((span) => span.name === name);
  return stage?.last ?? null;
}

function* estimatesIn(
  value: unknown,
  path: readonly string[],
): Generator<readonly [string, Estimate]> {
  if (!isJsonObject(value)) return;
  const estimate = asEstimate(value);
  if (estimate !== null) {
    yield [path.join('.'), estimate];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* estimatesIn(inner, [...path, key]);
}

function asEstimate(object: JsonObject): Estimate | null {
  const value = numberAt(object, 'value');
  const n = numberAt(object, 'n');
  if (value === null || n === null) return null;
  return {
    value,
    n,
    low: numberAt(object, 'low') ?? value,
    high: numberAt(object, 'high') ?? value,
  };
}

/** What an evaluation is called in the report. */
export function evaluationLabel(name: string): string {
  return name.replaceAll('-', ' ');
}
