/** What of a day Python's strftime has codes for. */
const CODES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  '%Y': { year: 'numeric' },
  '%m': { month: '2-digit' },
  '%d': { day: '2-digit' },
  '%B': { month: 'long' },
  '%b': { month: 'short' },
  '%A': { weekday: 'long' },
  '%a': { weekday: 'short' },
};

/**
 * Python's strftime on `day`, which is YYYY-MM-DD: the same on every machine, in English, whatever the clock says.
 * Throws when there is no such day; what it gives throws for a code that says nothing of a day, such as the hour.
 */
export function pinnedDate(day: string): (pattern: string) => string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) {
    throw new Error(`"${day}" is not a day; write one as 2026-01-31`);
  }
  return (pattern) =>
    pattern.replace(/%./gu, (code) => {
      if (code === '%%') return '%';
      const options = CODES[code];
      if (options === undefined) {
        const known = Object.keys(CODES).join(', ');
        throw new Error(`strftime_now is given a day and knows ${known}, not ${code}`);
      }
      return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(date);
    });
}
