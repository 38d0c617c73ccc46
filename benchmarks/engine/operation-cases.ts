import { multipliedWeights } from '../../packages/report/src/cost/transformer-flops.ts';
import type { BenchmarkedModel } from './model-size.ts';
import type { OperationCase } from './protocol.ts';

/** An operation, what it is called in a table, and what it costs by the arithmetic. */
export interface NamedCase {
  readonly subject: string;
  readonly case: OperationCase;
  readonly flops: number | null;
}

/** Squares of two sizes, the product that other measurements of this repository have, and those of the models. */
export function matrixProducts(models: readonly BenchmarkedModel[]): readonly NamedCase[] {
  const shapes: readonly (readonly [number, number, number])[] = [
    [512, 512, 512],
    [2048, 2048, 2048],
    [64, 256, 1024],
    ...models.flatMap(({ size, training: { batch, length } }) => {
      const rows = batch * length;
      return [
        [rows, size.dim, size.dim],
        [rows, size.hiddenDim, size.dim],
        [rows, size.dim, size.hiddenDim],
        [rows, size.vocabularySize, size.dim],
      ] as const;
    }),
  ];
  return shapes.flatMap(([m, n, k], index) =>
    // The backward pass has the same product with one factor or the other transposed.
    (index < 3 ? (['nn'] as const) : (['nn', 'nt', 'tn'] as const)).map((kind) => ({
      subject: `${m}×${n}×${k} ${kind}`,
      case: { operation: 'matMul', shape: [m, n, k], kind, gradient: false },
      flops: 2 * m * n * k,
    })),
  );
}

/** The other operations of a model's training step and of a decoding step, forward and with their gradients. */
export function operationsOf({ size, training, sampling }: BenchmarkedModel): readonly NamedCase[] {
  const { dim, heads, kvHeads, hiddenDim, vocabularySize } = size;
  const { batch, length } = training;
  const rows = batch * length;
  const columns = dim / heads;
  const position = sampling.context + sampling.completion - 1;
  const both = [
    ['embed', [rows, vocabularySize, dim]],
    ['rmsNorm', [rows, dim]],
    ['rotaryEmbedding', [batch, length, heads, columns]],
    ['causalAttention', [batch, length, heads, kvHeads, columns]],
    ['swiGlu', [rows, hiddenDim]],
    ['chosenLogprobs', [rows, vocabularySize]],
  ] as const;
  const forward = [
    ['decodingBlock', [sampling.prompts, position, dim, heads, kvHeads, hiddenDim]],
    ['adam', [multipliedWeights(size).blocks]],
  ] as const;
  return [
    ...both.flatMap(([operation, shape]) => [
      named(operation, shape, false),
      named(operation, shape, true),
    ]),
    ...forward.map(([operation, shape]) => named(operation, shape, false)),
  ];
}

function named(operation: string, shape: readonly number[], gradient: boolean): NamedCase {
  const subject = `${operation} ${shape.join('×')}${gradient ? ', with gradient' : ''}`;
  return { subject, case: { operation, shape, gradient }, flops: null };
}
