import { basename } from 'node:path/posix';
import type { CreateNodesResult } from '@nx/devkit';

/**
 * The target of one experiment, `nx run experiments:<name>`; a file whose name starts with `_` is shared config and has none.
 *
 * @param file path from the workspace's root, for example `experiments/waltz-baseline.yaml`.
 */
export function experimentTarget(file: string): CreateNodesResult {
  const name = basename(file, '.yaml');
  if (name.startsWith('_')) return {};
  return {
    projects: {
      experiments: {
        targets: {
          [name]: {
            executor: '@waltz/nx:run',
            options: { experiment: file },
            // The run folder knows what is done; a cache hit would replace checkpoints with older ones.
            cache: false,
          },
        },
      },
    },
  };
}
