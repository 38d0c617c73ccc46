import { expect, it } from 'vitest';
import { allowedCores } from './cores.ts';
import { runLimited } from './run-limited.ts';

it('gives all that a program says', async () => {
  const { output, failure } = await runLimited(30, [
    '-e',
    'console.log("to one"); console.error("to the other")',
  ]);
  expect(failure).toBeNull();
  expect(output).toContain('to one\n');
  expect(output).toContain('to the other\n');
});

it.runIf(process.platform === 'linux')(
  'keeps a program to its cores and its variables',
  async () => {
    const [core = 0] = allowedCores();
    const program = 'console.log(os.availableParallelism(), process.env.KIT_TEST)';
    const { output } = await runLimited(30, ['-e', program], {
      environment: { KIT_TEST: 'given' },
      cores: [core],
    });
    expect(output).toBe('1 given\n');
  },
);

it('tells a program that fails', async () => {
  const { failure } = await runLimited(30, ['-e', 'process.exit(3)']);
  expect(failure).toBe('it ended with code 3');
});

it('ends a program at its limit, and those that it started', async () => {
  const started = 'setInterval(() => {}, 1000)';
  const program = `
    require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(started)}], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`;
  // The one that was started holds the output open: while it lives, this does not return.
  const { seconds, failure } = await runLimited(1, ['-e', program]);
  expect(failure).toBe('it was stopped after 1 s');
  expect(seconds).toBeLessThan(10);
});
