import { ConfigError, loadExperiment } from '@waltz/core';
import colours from 'picocolors';
import { builtInRegistry } from '../built-in-plugins.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { experimentFile } from '../experiment-file.ts';
import { prepareSweep } from '../sweep/prepare-sweep.ts';

/** `waltz validate FILE…`: checks experiments without running them, all of them even when one is wrong. */
export async function validate(files: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  for (const given of files) {
    try {
      const file = experimentFile(given);
      const sweep = await prepareSweep(file, []);
      if (sweep !== null) {
        const { experiment, cells, config } = sweep;
        console.log(
          `${colours.green('valid')}  ${experiment} (a sweep: ${cells.length} cells, seeds ${config.seeds.join(', ')})`,
        );
        continue;
      }
      const registry = await builtInRegistry();
      const { config } = await loadExperiment(file, [], registry);
      const stages = Object.keys(config.stages);
      const plan = stages.length === 0 ? 'evaluation only' : `stages: ${stages.join(', ')}`;
      console.log(`${colours.green('valid')}  ${config.name} (${plan})`);
    } catch (error) {
      if (!(error instanceof ConfigError || error instanceof UsageError)) throw error;
      console.error(`${colours.red('wrong')}  ${error.message}`);
      code = exitCodeOf(error);
    }
  }
  return code;
}
