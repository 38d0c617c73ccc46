import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { TINY_WORLD } from '../testing/waltz-process.ts';
import { prepareSweep } from './prepare-sweep.ts';

const TINY_SWEEP = join(TINY_WORLD, 'experiments/tiny-sweep.yaml');

async function prepare(...overrides: readonly string[]) {
  const sweep = await prepareSweep(TINY_SWEEP, overrides);
  if (sweep === null) throw new Error('the tiny sweep has a sweep block');
  return sweep;
}

it('gives a cell one identity over its seeds, and each run a folder of its own', async () => {
  const { cells, folder } = await prepare('sweep.seeds=[1, 2]');
  expect(cells.map(({ name }) => name)).toEqual(['full', 'no-label', 'locked']);
  expect(new Set(cells.map(({ identity }) => identity)).size).toBe(3);
  const runs = cells.flatMap((cell) => cell.runs.map(({ prepared }) => prepared));
  expect(new Set(runs.map((run) => run.folder.path)).size).toBe(6);
  expect(new Set(runs.map((run) => run.base?.identity)).size).toBe(2);

  const more = await prepare('sweep.seeds=[1, 2, 3]');
  expect(more.folder).toBe(folder);
  expect(more.cells.map(({ identity }) => identity)).toEqual(cells.map(({ identity }) => identity));
  expect((await prepare('limits.steps=1')).folder).not.toBe(folder);
});

it('checks every cell before anything runs, and says where it is written', async () => {
  const runs = temporaryFolder();
  const axis = '+sweep.axes.more={a: [rewrd.alpha=1], b: [seed=x], c: [stages.stage-1.steps=0]}';
  const refused = prepare(axis, `run.folder=${runs}`);
  await expect(refused).rejects.toThrow(
    /rewrd.*Did you mean "reward"\?.*\(cell "full, a", rewrd\.alpha=1\)/,
  );
  await expect(refused).rejects.toThrow(
    /stage-1\.steps: .* \(cell "no-label, c", stages\.stage-1\.steps=0\)/,
  );
  expect(existsSync(join(runs, 'tiny-sweep'))).toBe(false);
});

it('tells what is wrong with the experiment itself once', async () => {
  const refused = prepare('limits.stepps=1');
  await expect(refused).rejects.toThrow(/has a problem:/);
});

it.each([
  [['seed=2'], /seed=2: a sweep runs every cell with the same seeds/],
  [['+sweep.axes.same={one: [], two: []}'], /"full, one" and "full, two" come to the same config/],
])('refuses %j', async (overrides, message) => {
  await expect(prepare(...overrides)).rejects.toThrow(message);
});
