/** What an error says, to be told within another. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
