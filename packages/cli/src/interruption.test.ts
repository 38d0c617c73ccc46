import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** A process that is busy for ever, and says when it was asked to stop. */
const BUSY = `
  import { register } from 'tsx/esm/api';
  register();
  const { onInterruption } = await import(${JSON.stringify(join(import.meta.dirname, 'interruption.ts'))});
  onInterruption((message) => console.log(message));
  process.on('SIGTERM', () => console.log('SIGTERM'));
  setInterval(() => {}, 1000);
  console.log('ready');
`;

async function busyProcess() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', BUSY], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const said = async (signal: NodeJS.Signals): Promise<string> => {
    child.kill(signal);
    return String(await once(child.stdout, 'data'));
  };
  return { child, said };
}

it('ends at once on the second Ctrl-C, with exit code 130', async () => {
  const { child, said } = await busyProcess();
  expect(await said('SIGINT')).toContain('Stopping after this step');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
});

it('stops with a checkpoint when its terminal is closed', async () => {
  const { said } = await busyProcess();
  expect(await said('SIGHUP')).toContain('Stopping after this step');
});

it('goes on stopping when a SIGTERM follows, as Nx sends one after a Ctrl-C', async () => {
  const { child, said } = await busyProcess();
  expect(await said('SIGINT')).toContain('Stopping after this step');
  expect(await said('SIGTERM')).toBe('SIGTERM\n');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
});
