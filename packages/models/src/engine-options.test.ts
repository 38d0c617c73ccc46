import { describe, expect, it } from 'vitest';
import { engineOptions } from './engine-options.ts';

describe('the option lora', () => {
  const { format } = engineOptions.lora;

  it.each([
    [null],
    [{ rank: 4, alpha: 8 }],
    [{ rank: 1, alpha: 0.5 }],
    [{ rank: 1, alpha: 1, projections: ['q_proj', 'v_proj'] }],
  ])('may be %o', (value) => {
    expect(() => {
      format(value);
    }).not.toThrow();
  });

  it.each([
    [undefined],
    [4],
    ['all'],
    [{ rank: 4 }],
    [{ rank: 0, alpha: 8 }],
    [{ rank: 2.5, alpha: 8 }],
    [{ rank: 4, alpha: '8' }],
    [{ rank: 4, alpha: Infinity }],
    [{ rank: 4, alpha: 8, dropout: 0.1 }],
  ])('may not be %o', (value) => {
    expect(() => {
      format(value);
    }).toThrow('must be null or { rank: whole number from 1, alpha: positive number }');
  });

  it.each([
    [['q_prj'], 'some of q_proj, k_proj, .*; "q_prj" is none of them. Did you mean "q_proj"'],
    [[], 'must have as projections some of q_proj'],
    ['q_proj', 'must have as projections some of q_proj'],
    [['q_proj', 'q_proj'], 'each once'],
  ])('may not adapt the projections %o', (projections, message) => {
    expect(() => {
      format({ rank: 4, alpha: 8, projections });
    }).toThrow(new RegExp(message));
  });
});
