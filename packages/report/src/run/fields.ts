import { isJsonObject } from './json-files.ts';

/** The value at `path` inside nested objects; undefined when any part of the way is missing. */
export function fieldAt(object: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    object,
  );
}

export function textAt(object: unknown, ...path: readonly string[]): string | null {
  const value = fieldAt(object, ...path);
  return typeof value === 'string' ? value : null;
}

/** A finite number, or null. */
export function numberAt(object: unknown, ...path: readonly string[]): number | null {
  const value = fieldAt(object, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textsAt(object: unknown, ...path: readonly string[]): readonly string[] {
  const value = fieldAt(object, ...path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The finite numbers among an object's fields. */
export function numbersOf(value: unknown): Readonly<Record<string, number>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, number] =>
        typeof entry[1] === 'number' && Number.isFinite(entry[1]),
    ),
  );
}
