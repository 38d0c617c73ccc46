import { shownPath } from '../run/shown-path.ts';

/** Where a value was written: a line of a file, or the words of an override. */
export type ConfigSource =
  | { readonly file: string; readonly line: number; readonly column: number }
  | { readonly override: string };

/** One thing that is wrong with a config. */
export interface ConfigProblem {
  /** Null when nobody wrote it anywhere: something is missing. */
  readonly source: ConfigSource | null;
  /** Dotted path of the value, or null when the problem is with a whole file. */
  readonly path: string | null;
  /** What was given, what is allowed, what to do. */
  readonly message: string;
}

/** Refuses a config, with everything that is wrong with it at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(subject: string, problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const lines = problems.map((problem) => `  ${describeProblem(problem)}`);
    super(`${subject} has ${count}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** `file:line:column`, with the file relative to the working directory, or the override's own words. */
export function describeSource(source: ConfigSource): string {
  return 'override' in source
    ? `command line (${source.override})`
    : `${shownPath(source.file)}:${source.line}:${source.column}`;
}

function describeProblem({ source, path, message }: ConfigProblem): string {
  const place = [source && describeSource(source), path].filter((part) => part !== null);
  return [...place, message].join(': ');
}
