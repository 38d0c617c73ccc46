import { expect, it } from 'vitest';
import { thriftyTeam } from './team.ts';

/** Operations of a call that is worth any number of workers. */
const MUCH = 1e12;

it('hears that its workers have started, though whoever asks computes without a pause', async () => {
  const team = thriftyTeam('cpu', 2);
  const deadline = performance.now() + 30_000;
  let workers = await team.workersFor(MUCH);
  expect(workers).toEqual([]);
  while (workers.length === 0 && performance.now() < deadline) {
    workers = await team.workersFor(MUCH);
  }
  expect(workers).toHaveLength(1);
}, 40_000);

it('starts nobody for what is over at once', async () => {
  const team = thriftyTeam('cpu', 2);
  for (let call = 0; call < 20; call++) expect(await team.workersFor(1e6)).toEqual([]);
});
