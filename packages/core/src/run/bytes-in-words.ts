const FILE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes of a file or a disk as people read them: `269.1 MB`, in steps of 1000. */
export function fileSize(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), FILE_UNITS.length - 1);
  return `${Number((bytes / 1000 ** step).toFixed(1))} ${FILE_UNITS[step] ?? ''}`;
}

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

/** Bytes of memory, where steps of 1024 are the custom: `812.0 MiB`, `1.4 GiB`. */
export function memorySize(bytes: number): string {
  return bytes < GIBIBYTE
    ? `${(bytes / MEBIBYTE).toFixed(1)} MiB`
    : `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
}
