import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from './write-atomically.ts';

/** Writes `value` to a file whose folder is made where it is missing. Numbers that JSON does not know become text, as NaN. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const text = JSON.stringify(
    value,
    (_, field: unknown) =>
      typeof field === 'number' && !Number.isFinite(field) ? String(field) : field,
    2,
  );
  await writeAtomically(file, `${text}\n`);
}
