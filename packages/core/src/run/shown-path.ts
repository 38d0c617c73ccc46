import { isAbsolute, relative } from 'node:path';

/** A path as a user reads it best: from the working directory when it lies below it, else whole. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  const isBelow = fromHere !== '' && !fromHere.startsWith('..') && !isAbsolute(fromHere);
  return isBelow ? fromHere : path;
}
