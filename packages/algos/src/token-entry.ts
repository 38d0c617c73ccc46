/** The value of one token. Throws when `values`, which are `[sample][token]` and called `name`, have none for it. */
export function tokenEntry(
  values: readonly (readonly number[])[],
  row: number,
  column: number,
  name: string,
): number {
  const value = values[row]?.[column];
  if (value === undefined)
    throw new Error(`${name} has no entry for token ${column} of sample ${row}`);
  return value;
}
