/** What values of nested options are asked for. */

export const SHA256_WORDS = '64 lower-case hexadecimal digits';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isTextMap(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(isText);
}

export function isSha256(value: unknown): boolean {
  return isText(value) && /^[0-9a-f]{64}$/.test(value);
}

export function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

export function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}
