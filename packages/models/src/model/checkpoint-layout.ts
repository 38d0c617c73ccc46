import type { ParameterLayout } from './parameter-layout.ts';

/** The shape that a parameter has in a checkpoint. */
export function checkpointShape({ shape, transposed }: ParameterLayout): readonly number[] {
  return transposed ? shape.toReversed() : shape;
}

/** A parameter's values in the order of a checkpoint. */
export function toCheckpoint(layout: ParameterLayout, values: Float32Array): Float32Array {
  const [rows, columns] = layout.shape;
  return layout.transposed && columns !== undefined ? transpose(values, rows, columns) : values;
}

/** A parameter's values from those of a checkpoint. */
export function fromCheckpoint(layout: ParameterLayout, values: Float32Array): Float32Array {
  const [rows, columns] = layout.shape;
  return layout.transposed && columns !== undefined ? transpose(values, columns, rows) : values;
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = values[row * columns + column] ?? NaN;
    }
  }
  return transposed;
}
