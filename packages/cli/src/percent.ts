import type { Estimate } from '@waltz/core';

/** `39.0%`, or a dash when nothing was observed. */
export function percent({ value }: Pick<Estimate, 'value'>): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)}%`;
}
