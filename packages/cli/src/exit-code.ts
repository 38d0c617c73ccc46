/** What a script can tell from how `waltz` ended. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** The command line or the config is wrong: nothing was started. */
  usage: 2,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line asks for something that cannot be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
