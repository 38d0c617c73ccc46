/**
 * Milliseconds that a `Retry-After` header asks to wait, given as seconds or as a date (RFC 9110, section 10.2.3); 0 when
 * there is none, it cannot be read, or the date is past.
 */
export function retryAfterOf(header: string | null, now: number): number {
  if (header === null) return 0;
  if (/^\s*\d+(?:\.\d+)?\s*$/u.test(header)) return Number(header) * 1000;
  const wait = Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}
