/** How exactly matrices are multiplied on a card, in the order in which they are measured: what tells most first. */
export const PRECISIONS = ['tf32', 'bfloat16', 'float32'] as const;

export type Precision = (typeof PRECISIONS)[number];

/** That of a contender, whose name ends in it; one that says nothing of it computes in float32. */
export function precisionOf(contender: string): Precision {
  return PRECISIONS.find((precision) => contender.endsWith(precision)) ?? 'float32';
}

/** Whether numbers are kept in float32 throughout, whatever products look at. */
export function keepsFloat32(contender: string): boolean {
  return precisionOf(contender) !== 'bfloat16';
}
