/** Numbers side by side in the widest panel that a kernel packs a matrix into: two vectors of 16. */
const WIDEST_PANEL = 32;

/** Room for `columns` of a matrix in panels (kernels/matmul.h), whatever the processor. */
export function panelled(columns: number): number {
  return Math.ceil(columns / WIDEST_PANEL) * WIDEST_PANEL;
}
