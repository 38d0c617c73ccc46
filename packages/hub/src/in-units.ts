const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes as people read it: `269.1 MB`, in steps of 1000. */
export function inUnits(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return `${Number((bytes / 1000 ** step).toFixed(1))} ${UNITS[step] ?? ''}`;
}
