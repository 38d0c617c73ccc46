import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { resumeCommand } from './resume-command.ts';

it.each(['runs/a/1', '/data/my runs/a', "it's", '$HOME/`a`', 'runs;a', 'größe/a', '*'])(
  'is read by a shell as the folder "%s"',
  (folder) => {
    const command = resumeCommand(folder);
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' });
    expect(words).toBe(`npx\nwaltz\nresume\n${folder}\n`);
  },
);

it('leaves a plain path as it stands', () => {
  expect(resumeCommand('runs/waltz-baseline/15eaf81e5af8')).toBe(
    'npx waltz resume runs/waltz-baseline/15eaf81e5af8',
  );
});
