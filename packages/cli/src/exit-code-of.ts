import { ConfigError } from '@waltz/core';
import { EXIT, UsageError, type ExitCode } from './exit-code.ts';

/** The exit code that tells a script whether the user or the run went wrong. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof ConfigError || error instanceof UsageError ? EXIT.usage : EXIT.failure;
}
