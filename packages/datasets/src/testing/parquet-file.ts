import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

type Cell = string | bigint | boolean | null | readonly string[];

/** A Parquet file of these columns: texts, whole numbers, truth values, or lists of texts, as Hugging Face writes them. */
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
  const example = cells.find((cell) => cell !== null);
  if (typeof example === 'boolean') return [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }];
  if (typeof example === 'bigint') return [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];
  if (!Array.isArray(example)) return [textElement(name)];
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    textElement('element'),
  ];
}

function textElement(name: string): SchemaElement {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };
}
