import { describe, expect, it } from 'vitest';
import { folderWith } from '../testing/temporary-folder.ts';
import { fromPlain, toPlain, type MapNode } from './config-node.ts';
import { ConfigError } from './config-problem.ts';
import { applyOverrides, parseOverrides } from './override.ts';

const root = fromPlain(
  { seed: 1, reward: { alpha: 0.65, rewards: { format: { type: 'format' } } }, list: [1, 2] },
  { file: 'main.yaml', line: 1, column: 1 },
) as MapNode;

function applied(words: readonly string[], declared: readonly string[] = []) {
  const { overrides } = parseOverrides(words, folderWith({}));
  return applyOverrides(root, overrides, {
    isDeclared: (path) => declared.includes(path.join('.')),
    keysAt: () => declared,
  });
}

describe('overrides', () => {
  it.each<[string, unknown]>([
    ['seed=2', { seed: 2 }],
    ['reward.alpha=3e-1', { reward: { alpha: 0.3 } }],
    ['reward.alpha=-1', { reward: { alpha: -1 } }],
    ['list=[3, 4]', { list: [3, 4] }],
    ['list.1=5', { list: [1, 5] }],
    ['seed=', { seed: null }],
    ['seed="a=b"', { seed: 'a=b' }],
    ['reward={alpha: 2}', { reward: { alpha: 2, rewards: {} } }],
    [
      '+reward.rewards.mine={type: x}',
      { reward: { rewards: { mine: { type: 'x' }, format: {} } } },
    ],
  ])('applies %s', (word, expected) => {
    const { root: changed, problems } = applied([word]);
    expect(problems).toEqual([]);
    expect(toPlain(changed)).toMatchObject(expected as object);
  });

  it('drops what a file set', () => {
    expect(toPlain(applied(['~reward.rewards', '~list']).root)).toEqual({
      seed: 1,
      reward: { alpha: 0.65 },
    });
  });

  it('changes what no file set when the schema knows it', () => {
    expect(toPlain(applied(['limits.steps=2'], ['limits.steps']).root)).toMatchObject({
      limits: { steps: 2 },
    });
  });

  it('applies them in their order', () => {
    expect(toPlain(applied(['+a=1', 'a=2', '~a', '+a=3']).root)).toMatchObject({ a: 3 });
  });

  it.each([
    ['sed=2', 'sed: there is no such key. Did you mean "seed"?'],
    ['reward.alhpa=2', 'Did you mean "alpha"?'],
    ['reward.rewards.formt.type=x', 'Did you mean "format"?'],
    ['+seed=2', 'seed: is there already: leave out the "+" to change it'],
    ['~sede', 'sede: no file sets it, so it cannot be dropped. Did you mean "seed"?'],
  ])('refuses %s and changes nothing', (word, message) => {
    const { root: changed, problems } = applied([word]);
    expect(toPlain(changed)).toEqual(toPlain(root));
    expect(new ConfigError('x', problems).message).toContain(`command line (${word})`);
    expect(new ConfigError('x', problems).message).toContain(message);
  });

  it.each([
    ['seed', '"seed" has no value'],
    ['=2', 'overrides read'],
    ['++a=1', 'overrides read'],
    ['a..b=1', 'has an empty key'],
    ['~a=1', 'a key is dropped without a value'],
    ['a=[1', 'unreadable YAML'],
    ['__proto__.x=1', '"__proto__" is reserved'],
    ['a.constructor.prototype=1', '"constructor" is reserved'],
    ['+a={__proto__: 1}', 'this key is reserved'],
  ])('cannot read %s', (word, message) => {
    expect(() => parseOverrides([word], folderWith({}))).toThrow(message);
  });

  it('tells of all that it cannot read at once', () => {
    expect(() => parseOverrides(['a', 'b', 'c=1'], folderWith({}))).toThrow(/2 problems/);
  });

  it('takes a key with a folder in conf/ for a group', () => {
    const folder = folderWith({ 'conf/size/large.yaml': '' });
    const parsed = parseOverrides(['size=large', 'seed=2', '+size=huge'], folder);
    expect(parsed.groups.map(({ option }) => option)).toEqual(['large', 'huge']);
    expect(parsed.overrides).toHaveLength(1);
  });
});
