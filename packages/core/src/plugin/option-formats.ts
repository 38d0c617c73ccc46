/**
 * Convict formats for the options of components: each throws when a value is not of its kind, and says which kind that is.
 * Convict's own `Number` turns text into NaN and accepts it; these do not.
 */

/** A number, neither infinite nor NaN. */
export function finite(value: unknown): void {
  if (!Number.isFinite(value)) throw new Error('must be a number');
}

/** A number above 0. */
export function positive(value: unknown): void {
  if (!Number.isFinite(value) || Number(value) <= 0) throw new Error('must be a number above 0');
}

/** 1, 2, 3, … */
export function positiveInteger(value: unknown): void {
  if (!Number.isInteger(value) || Number(value) < 1) throw new Error('must be 1, 2, 3 or more');
}

/** 1, 2, 3, …, or `auto`: what is best where it runs. */
export function positiveIntegerOrAuto(value: unknown): void {
  if (value === 'auto' || (Number.isInteger(value) && Number(value) >= 1)) return;
  throw new Error('must be auto, 1, 2, 3 or more');
}

/** A number between 0 and 1, both included. */
export function fraction(value: unknown): void {
  if (!Number.isFinite(value) || Number(value) < 0 || Number(value) > 1) {
    throw new Error('must be a number between 0 and 1');
  }
}
