/** 0 when there is nothing to average. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : sumOf(values) / values.length;
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Variance of the population: the mean squared distance from `mean`. */
export function varianceOf(values: readonly number[], mean: number): number {
  return meanOf(values.map((value) => (value - mean) ** 2));
}
