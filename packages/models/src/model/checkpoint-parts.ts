import type { NamedTensor } from '../safetensors/file-format.ts';
import type { ParameterLayout } from './parameter-layout.ts';

/** The checkpoint tensors that one parameter is made of. */
export function splitIntoParts(
  layout: ParameterLayout,
  values: Float32Array,
): readonly NamedTensor[] {
  return placements(layout).map(({ name, shape, locate }) => {
    const part = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let index = 0; index < part.length; index++) part[index] = values[locate(index)] ?? NaN;
    return { name, shape, values: part };
  });
}

/** A parameter's values from its checkpoint tensors. `find` throws when there is no such tensor of that shape. */
export function joinParts(
  layout: ParameterLayout,
  find: (name: string, shape: readonly number[]) => Float32Array,
): Float32Array {
  const values = new Float32Array(layout.shape.reduce((product, size) => product * size, 1));
  for (const { name, shape, locate } of placements(layout)) {
    find(name, shape).forEach((value, index) => {
      values[locate(index)] = value;
    });
  }
  return values;
}

interface Placement {
  readonly name: string;
  readonly shape: readonly number[];
  /** Where in the parameter the part's value at this flat index lies. */
  readonly locate: (index: number) => number;
}

function placements({ shape, parts, transposed }: ParameterLayout): readonly Placement[] {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape.length === 1 ? 1 : shape[0];
  let start = 0;
  return parts.map((part) => {
    const first = start;
    start += part.columns;
    if (transposed) {
      const locate = (index: number) => (index % rows) * columns + first + Math.floor(index / rows);
      return { name: part.name, shape: [part.columns, rows], locate };
    }
    const locate = (index: number) =>
      Math.floor(index / part.columns) * columns + first + (index % part.columns);
    const partShape = shape.length === 1 ? [part.columns] : [rows, part.columns];
    return { name: part.name, shape: partShape, locate };
  });
}
