import { describe, expect, it } from 'vitest';
import { tinyConfig } from '../testing/tiny-experiment.ts';
import { canonicalConfig, runIdentity } from './canonical.ts';

const identity = (changes: object) => runIdentity({ ...tinyConfig, ...changes }, null);
const reversed = <Value>(map: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(map).reverse());

describe('runIdentity', () => {
  it('is 12 hexadecimal digits', () => {
    expect(identity({})).toMatch(/^[0-9a-f]{12}$/);
  });

  it('does not depend on the order of keys', () => {
    const { reward } = tinyConfig;
    const composition = {
      ...reward.composition,
      feedback: reversed(reward.composition.feedback),
    };
    expect(identity({ reward: { ...reward, composition } })).toBe(identity({}));
  });

  it('does not depend on where the run is stored', () => {
    expect(identity({ run: { folder: 'elsewhere', ifExists: 'overwrite' } })).toBe(identity({}));
  });

  it('depends on the backend, and not on how many workers share the work', () => {
    const { compute } = tinyConfig;
    expect(identity({ compute: { ...compute, workers: 4 } })).toBe(identity({}));
    expect(identity({ compute: { ...compute, backend: 'other' } })).not.toBe(identity({}));
  });

  it.each([
    ['the seed', { seed: 2 }],
    ['the name', { name: 'other' }],
    ['a component', { protocol: { type: 'tiny', rounds: 2 } }],
    ['a limit', { limits: { steps: 1, evaluationPrompts: null } }],
    ['the order of stages', { stages: reversed(tinyConfig.stages) }],
  ])('depends on %s', (_, changes) => {
    expect(identity(changes)).not.toBe(identity({}));
  });

  it('depends on the base experiment, which decides what training starts from', () => {
    expect(runIdentity(tinyConfig, 'one')).not.toBe(runIdentity(tinyConfig, 'other'));
  });
});

describe('canonicalConfig', () => {
  it('sorts keys but keeps stages in the order in which they run', () => {
    const stages = reversed(tinyConfig.stages);
    const canonical = canonicalConfig({ ...tinyConfig, stages });
    expect(Object.keys((canonical as typeof tinyConfig).stages)).toEqual(['stage-2', 'stage-1']);
    expect(canonical).toEqual({ ...tinyConfig, stages });
  });
});
