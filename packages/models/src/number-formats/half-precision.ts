let table: Float32Array | null = null;

/** `[bits]` the number that each of the 65 536 patterns of IEEE 754 half precision stands for; made when first needed. */
export function halfPrecision(): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => numberOf(bits));
  return table;
}

/** Sign, five bits of exponent with bias 15, ten bits of fraction. */
function numberOf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}
