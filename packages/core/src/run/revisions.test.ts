import { expect, it } from 'vitest';
import { Revisions } from './revisions.ts';

const unasked = () => expect.unreachable();

it('asks once what a name means, and keeps to it', async () => {
  const revisions = new Revisions();
  expect(revisions.isEmpty).toBe(true);
  let times = 0;
  const find = async () => `commit-${++times}`;
  const both = await Promise.all([revisions.pin('b', find), revisions.pin('b', find)]);
  expect(both).toEqual(['commit-1', 'commit-1']);
  expect(await revisions.pin('a', find)).toBe('commit-2');
  expect(Object.entries(revisions.record)).toEqual([
    ['a', 'commit-2'],
    ['b', 'commit-1'],
  ]);
});

it('means what was recorded', async () => {
  const revisions = new Revisions({ a: 'commit-9' });
  expect(await revisions.pin('a', unasked)).toBe('commit-9');
  expect(revisions.isEmpty).toBe(false);
});

it('records nothing of a name that means nothing, and asks again', async () => {
  const revisions = new Revisions();
  await expect(revisions.pin('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(revisions.isEmpty).toBe(true);
  expect(await revisions.pin('a', async () => 'commit-1')).toBe('commit-1');
});
