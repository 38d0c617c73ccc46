import { dirname } from 'node:path/posix';
import type { CreateNodesResult, TargetConfiguration } from '@nx/devkit';

/**
 * The targets `lint`, `typecheck` and `test` of one package.
 *
 * @param file path of its package.json from the workspace's root.
 */
export function packageTargets(file: string): CreateNodesResult {
  const root = dirname(file);
  return {
    projects: {
      [root]: {
        targets: {
          lint: commands([`eslint ${root}`, `prettier --check ${root}`], ['default']),
          // Packages are read as sources, so what a package imports is checked and tested with it.
          typecheck: commands([`tsc --noEmit -p ${root}`], ['default', '^default']),
          test: commands([`vitest run --passWithNoTests ${root}/`], ['default', '^default']),
        },
      },
    },
  };
}

function commands(
  lines: readonly string[],
  inputs: NonNullable<TargetConfiguration['inputs']>,
): TargetConfiguration {
  return {
    executor: 'nx:run-commands',
    options: { commands: lines, parallel: false, cwd: '{workspaceRoot}' },
    cache: true,
    inputs,
  };
}
