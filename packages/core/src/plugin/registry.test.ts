import { describe, expect, it } from 'vitest';
import tinyPlugin from '../testing/tiny-plugin.ts';
import { component } from './component.ts';
import { optionsOf } from './component-options.ts';
import { definePlugin, type Plugin } from './define-plugin.ts';
import { PluginRegistry } from './registry.ts';

const reward = (name: string, options = {}) =>
  component('reward', name, { summary: '', options, create: () => ({ score: () => [] }) });

const plugin = (name: string, ...components: Plugin['components']) =>
  definePlugin({ name, summary: '', components });

describe('PluginRegistry', () => {
  it('finds components by kind and name', () => {
    const registry = new PluginRegistry([tinyPlugin]);
    expect(registry.find('judge', 'tiny').kind).toBe('judge');
    expect(registry.has('reward', 'tiny')).toBe(false);
  });

  it('lists a kind in the order of registration, with the plugin', () => {
    const registry = new PluginRegistry([plugin('b', reward('z')), plugin('a', reward('y'))]);
    expect(
      registry.list('reward').map(({ plugin, component }) => [plugin, component.name]),
    ).toEqual([
      ['b', 'z'],
      ['a', 'y'],
    ]);
    expect(registry.list('judge')).toEqual([]);
  });

  it('takes a plugin that comes again for the one that is there', () => {
    const registry = new PluginRegistry([tinyPlugin]);
    registry.register(tinyPlugin);
    expect(registry.plugins).toEqual([tinyPlugin]);
  });

  it('refuses two plugins with the same component, naming both, and adds nothing', () => {
    const registry = new PluginRegistry([plugin('first', reward('brevity'))]);
    const second = plugin('second', reward('other'), reward('brevity'));
    expect(() => registry.register(second)).toThrow(
      'the plugins first and second both have the reward "brevity"',
    );
    expect(registry.has('reward', 'other')).toBe(false);
  });

  it('refuses a schema that convict cannot read, naming the component', () => {
    const broken = plugin('mine', reward('brevity', { target: { format: 'nothing', default: 1 } }));
    expect(() => new PluginRegistry([broken])).toThrow(/mine, reward "brevity".*nothing/);
  });

  it.each([
    [
      { kind: 'rewrad' },
      'the component "brevity" of plugin mine is of the kind "rewrad"; there are: ',
    ],
    [{ kind: 'rewrad' }, 'Did you mean "reward"?'],
    [{ name: undefined }, 'the component without a name of plugin mine is not whole'],
    [{ create: undefined }, 'is not whole: it needs a name, options ({} for none) and create'],
    [{ options: undefined }, 'is not whole'],
  ])('refuses a component with %o, which no type allows', (fields, message) => {
    const odd = { ...reward('brevity'), ...fields } as ReturnType<typeof reward>;
    expect(() => new PluginRegistry([plugin('mine', odd)])).toThrow(message);
  });

  it.each([
    ['brevty', 'no reward is called "brevty"; there are: brevity. Did you mean "brevity"?'],
    ['zebra', 'If a plugin brings it, name that plugin under plugins:.'],
  ])('explains that "%s" is unknown', (name, message) => {
    const registry = new PluginRegistry([plugin('mine', reward('brevity'))]);
    expect(() => registry.find('reward', name)).toThrow(message);
  });
});

describe('optionsOf', () => {
  it('lists nested options by their dotted paths', () => {
    const nested = reward('x', { a: { default: 1 }, b: { c: { doc: 'C.', default: null } }, d: 4 });
    expect(optionsOf(nested)).toEqual([
      { path: 'a', option: { default: 1 } },
      { path: 'b.c', option: { doc: 'C.', default: null } },
      { path: 'd', option: { default: 4 } },
    ]);
  });
});
