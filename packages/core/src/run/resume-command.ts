import { shownPath } from './shown-path.ts';

/** What a shell reads as it stands. */
const PLAIN = /^[\w%+,./:=@-]+$/u;

/** The command that goes on with the run in a folder, as a shell takes it: a folder may have any name. */
export function resumeCommand(folder: string): string {
  const path = shownPath(folder);
  return `npx waltz resume ${PLAIN.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`}`;
}
