import { cpuBackend } from '../backends/backends.ts';
import { evaluate, type Operation, type Values } from './on-backend.ts';

/**
 * Slope of Σ weights · operation(inputs) along one element of one input, on cpu. Fourth order, so that the step may be
 * wide and single precision does not drown the difference.
 */
export async function finiteDifference(
  operation: Operation,
  inputs: readonly Values[],
  weights: Float32Array,
  at: { readonly input: number; readonly element: number },
): Promise<number> {
  const step = 2e-2;
  const shifted = async (by: number): Promise<number> => {
    const moved = inputs.map((input, index) =>
      index === at.input
        ? { ...input, data: input.data.map((x, i) => (i === at.element ? x + by : x)) }
        : input,
    );
    const { value } = await evaluate(cpuBackend, operation, moved, weights);
    return value.reduce((sum, x, i) => sum + x * (weights[i] ?? 0), 0);
  };
  const near = (await shifted(step)) - (await shifted(-step));
  const far = (await shifted(2 * step)) - (await shifted(-2 * step));
  return (8 * near - far) / (12 * step);
}
