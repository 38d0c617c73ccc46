import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearestNames } from './nearest.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['reward', 'reward', 0],
    ['reward', 'rewards', 1],
    ['lambda', 'lamdba', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('takes "%s" to "%s" in %i edits', (from, to, edits) => {
    expect(editDistance(from, to)).toBe(edits);
  });
});

describe('nearestNames', () => {
  it('puts the closest first and leaves out what is far', () => {
    const known = ['judge', 'dataset', 'datasets', 'algorithm'];
    expect(nearestNames('datset', known)).toEqual(['dataset', 'datasets']);
  });

  it('does not mind capitals', () => {
    expect(nearestNames('WASM', ['wasm', 'cpu'])).toEqual(['wasm']);
  });
});

describe('didYouMean', () => {
  it('is silent when nothing is near', () => {
    expect(didYouMean('zebra', ['judge', 'dataset'])).toBe('');
  });

  it('offers what is near', () => {
    expect(didYouMean('jugde', ['judge', 'dataset'])).toBe(' Did you mean "judge"?');
  });
});
