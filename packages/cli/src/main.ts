import { runProgram } from './program.ts';

try {
  process.exitCode = await runProgram(process.argv.slice(2));
} catch (error) {
  const { exitCodeOf } = await import('./exit-code-of.ts');
  const shown = error instanceof Error ? error.message : String(error);
  const trace =
    process.env['WALTZ_TRACE'] && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  console.error(`waltz: ${shown}${trace}`);
  process.exitCode = exitCodeOf(error);
}
