import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

type Plain = string | bigint | boolean | null | readonly string[] | readonly bigint[];
type Cell = Plain | Readonly<Record<string, Plain>>;

/** A Parquet file of these columns: texts, whole numbers, truth values, lists, or records of these, as Hugging Face writes them. */
export function parquetFile(
  columns: Readonly<Record<string, readonly Cell[]>>,
  options: { readonly rowGroupSize?: number; readonly codec?: 'SNAPPY' | 'UNCOMPRESSED' } = {},
): Uint8Array {
  const named = Object.entries(columns);
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: named.length },
    ...named.flatMap(([name, cells]) => elementsOf(name, cells)),
  ];
  const columnData = named.map(([name, cells]) => ({ name, data: [...cells] }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, ...options }));
}

function elementsOf(name: string, cells: readonly Cell[]): readonly SchemaElement[] {
  const example: unknown = cells.find((cell) => cell !== null);
  if (typeof example === 'boolean') return [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }];
  if (typeof example === 'bigint') return [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];
  if (Array.isArray(example)) {
    return [
      { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elementsOf('element', example as readonly Cell[]),
    ];
  }
  if (typeof example !== 'object' || example === null) return [textElement(name)];
  const fields = Object.entries(example);
  return [
    { name, repetition_type: 'OPTIONAL', num_children: fields.length },
    ...fields.flatMap(([field, cell]) => elementsOf(field, [cell])),
  ];
}

function textElement(name: string): SchemaElement {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };
}
