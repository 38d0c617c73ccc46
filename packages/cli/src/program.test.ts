import { join } from 'node:path';
import { ConfigError } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from './exit-code-of.ts';
import { UsageError } from './exit-code.ts';
import { runProgram } from './program.ts';
import { TINY_WORLD } from './testing/waltz-process.ts';

const TINY = join(TINY_WORLD, 'experiments/tiny.yaml');

describe('wrong use', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['an unknown key', ['run', TINY, 'sed=2'], /\(sed=2\): sed: .*Did you mean "seed"/],
    ['an override without value', ['run', TINY, 'seed'], /"seed" has no value/],
    ['an experiment that is not there', ['run', `${TINY}x`], /no experiment.*has: tiny, tiny-base/],
    ['a folder that is no run', ['resume', TINY_WORLD], /holds no run that could be opened/],
    [
      'a resume with another config',
      ['resume', TINY_WORLD, 'seed=2'],
      /"seed=2" cannot be changed on the way: .*engine\.microBatchTokens, engine\.sampleBatch/,
    ],
    ['a folder that is no run, for eval', ['eval', TINY_WORLD], /holds no run/],
    ['a folder that is no run, for report', ['report', TINY_WORLD], /is no run folder/],
    [
      'a folder that is no run, for compare',
      ['compare', TINY_WORLD, TINY_WORLD],
      /is no run folder/,
    ],
    [
      'a folder that is no run, for replay',
      ['replay', TINY_WORLD, '--reward', 'x.yaml'],
      /is no run folder/,
    ],
    ['a folder that is no run, for study', ['study', TINY_WORLD], /is no run folder/],
    ['a folder that is no run, for cost', ['cost', TINY_WORLD], /is no run folder/],
    ['a folder without runs', ['table', TINY_WORLD], /holds no finished runs/],
    ['a backend that is whole', ['doctor', '--install', 'cpu'], /nothing to install for.*cpu/],
    [
      'an unknown backend',
      ['doctor', '--install', 'tensorflo'],
      /no backend is called "tensorflo"/,
    ],
    ['an unknown kind', ['plugins', 'rewrad'], /no kind "rewrad"; .*Did you mean "reward"/],
  ])('is refused before anything starts: %s', async (_, words, message) => {
    const refusal: unknown = await runProgram(words).catch((error: unknown) => error);
    expect(refusal instanceof UsageError || refusal instanceof ConfigError).toBe(true);
    expect(String(refusal)).toMatch(message);
    expect(exitCodeOf(refusal)).toBe(2);
  });

  it.each([[['rnu']], [['run']], [['run', '--fast']]])(
    'is told by commander: %j',
    async (words) => {
      expect(await runProgram(words)).toBe(2);
    },
  );

  it.each([[['run', '--help']], [['--version']]])('is no failure to ask: %j', async (words) => {
    expect(await runProgram(words)).toBe(0);
  });
});

describe('exitCodeOf', () => {
  it('is 1 for what went wrong on the way', () => {
    expect(exitCodeOf(new Error('out of order'))).toBe(1);
  });
});
