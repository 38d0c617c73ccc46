const OPERATION_UNITS = ['', ' k', ' M', ' G', ' T', ' P', ' E', ' Z'];
/** What papers write after a number of weights. */
const WEIGHT_UNITS = ['', ' k', ' M', ' B', ' T'];

/** A number of operations with three digits: `12.3 G`. */
export function operations(flops: number): string {
  return inThousands(flops, OPERATION_UNITS);
}

/** A number of weights with three digits: `8.03 B`. */
export function parameters(weights: number): string {
  return inThousands(weights, WEIGHT_UNITS);
}

function inThousands(value: number, units: readonly string[]): string {
  let scaled = value;
  let unit = 0;
  // 999.5 would be written with four digits.
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  return `${scaled.toFixed(digits)}${units[unit] ?? ''}`;
}
