import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** A JSON object whose fields nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that `text` holds; null when it is cut off or holds something else. */
function parseJsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The text of a file; null when there is no such file. */
export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The object in a JSON file; null when the file is missing or was cut off while it was written. */
export async function readJsonIfThere(path: string): Promise<JsonObject | null> {
  const text = await readTextIfThere(path);
  return text === null ? null : parseJsonObject(text);
}

/**
 * The objects of a JSON-lines file, in order, one at a time.
 * A missing file has none; a line that cannot be read, such as the last one of a killed run, is passed over.
 */
export async function* readJsonLines(path: string): AsyncGenerator<JsonObject> {
  const stream = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      const value = parseJsonObject(line);
      if (value !== null) yield value;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  } finally {
    stream.destroy();
  }
}

function isMissing(error: unknown): boolean {
  return isJsonObject(error) && error['code'] === 'ENOENT';
}
