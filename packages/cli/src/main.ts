import { messageOf } from '@waltz/core';
import { inspect } from 'node:util';
import { runProgram } from './program.ts';

try {
  process.exitCode = await runProgram(process.argv.slice(2));
} catch (error) {
  const { exitCodeOf } = await import('./exit-code-of.ts');
  const shown = messageOf(error);
  // With its causes: where a plugin threw is what its author wants to know.
  const trace = process.env['WALTZ_TRACE'] ? `\n${inspect(error)}` : '';
  console.error(`waltz: ${shown}${trace}`);
  process.exitCode = exitCodeOf(error);
}
