import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../testing/temporary-folder.ts';
import { compose, type GroupChoice } from './compose.ts';
import { nodeAt, toPlain } from './config-node.ts';
import { ConfigError } from './config-problem.ts';

function composed(files: Readonly<Record<string, string>>, choices: readonly GroupChoice[] = []) {
  return toPlain(compose(join(folderWith(files), 'main.yaml'), choices));
}

function problemsOf(files: Readonly<Record<string, string>>): string {
  try {
    composed(files);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('this composition was expected to fail');
}

const choice = (group: string, option: string): GroupChoice => ({
  group,
  option,
  source: { override: `${group}=${option}` },
});

describe('compose', () => {
  it('lays files over each other in the order of defaults, its own keys last', () => {
    const files = {
      'main.yaml': 'defaults: [one, two]\nown: main\n',
      'one.yaml': 'a: { x: 1, y: 1 }\nlist: [1, 2]\nown: one\n',
      'two.yaml': 'a: { y: 2 }\nlist: [3]\n',
    };
    expect(composed(files)).toEqual({ a: { x: 1, y: 2 }, list: [3], own: 'main' });
  });

  it('puts its own keys where _self_ stands', () => {
    const files = {
      'main.yaml': 'defaults: [_self_, one]\na: main\nb: main\n',
      'one.yaml': 'a: one\n',
    };
    expect(composed(files)).toEqual({ a: 'one', b: 'main' });
  });

  it('finds groups in conf/ below the experiment, also from a file that lies deeper', () => {
    const files = {
      'main.yaml': 'defaults: [{ size: small }]\n',
      'conf/size/small.yaml': 'defaults: [{ colour: red }, ./shared]\nsize: 1\n',
      'conf/size/shared.yaml': 'shared: true\n',
      'conf/colour/red.yaml': 'colour: red\n',
    };
    expect(composed(files)).toEqual({ size: 1, colour: 'red', shared: true });
  });

  it('lets the command line choose another option of a group', () => {
    const files = {
      'main.yaml': 'defaults: [{ size: small }]\nown: 1\n',
      'conf/size/small.yaml': 'size: 1\n',
      'conf/size/large.yaml': 'size: 9\nown: 2\n',
    };
    expect(composed(files, [choice('size', 'large')])).toEqual({ size: 9, own: 1 });
  });

  it('lays a group that no file names over everything', () => {
    const files = { 'main.yaml': 'size: 1\n', 'conf/size/large.yaml': 'size: 9\n' };
    expect(composed(files, [choice('size', 'large')])).toEqual({ size: 9 });
  });

  it.each([
    { named: 'beside it', from: 'main.yaml', base: 'model', seen: 'model' },
    { named: 'below it', from: 'main.yaml', base: './old/model', seen: 'old/model' },
    {
      named: 'beside a file elsewhere',
      from: 'other/job.yaml',
      base: 'model',
      seen: 'other/model',
    },
    { named: 'from a file further on', from: 'other/x/_job.yaml', base: '../m', seen: 'other/m' },
    { named: 'by a group', from: 'conf/size/small.yaml', base: 'model', seen: 'model' },
  ])('names a base experiment from the experiment: $named', ({ from, base, seen }) => {
    const files = {
      'main.yaml': 'defaults: [other/job, { size: small }]\n',
      'other/job.yaml': 'defaults: [x/_job]\n',
      'other/x/_job.yaml': 'a: 1\n',
      'conf/size/small.yaml': 'size: 1\n',
    };
    const written = `${files[from as keyof typeof files]}base: { experiment: ${base} }\n`;
    expect(composed({ ...files, [from]: written })).toMatchObject({ base: { experiment: seen } });
  });

  it('takes a file by its whole path, too', () => {
    const elsewhere = folderWith({ 'job.yaml': 'a: 1\n' });
    expect(composed({ 'main.yaml': `defaults: [${join(elsewhere, 'job')}]\n` })).toEqual({ a: 1 });
  });

  it('remembers the file and the line of every value', () => {
    const folder = folderWith({
      'main.yaml': 'defaults: [one]\nb:\n  c: 2\n',
      'one.yaml': '\n\na: 1\n',
    });
    const root = compose(join(folder, 'main.yaml'));
    const at = (...path: string[]) => nodeAt(root, path)?.source;
    expect(at('a')).toEqual({ file: join(folder, 'one.yaml'), line: 3, column: 1 });
    expect(at('b', 'c')).toEqual({ file: join(folder, 'main.yaml'), line: 3, column: 3 });
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a circle of defaults, with every link',
      {
        'main.yaml': 'defaults: [one]\n',
        'one.yaml': 'defaults: [two]\n',
        'two.yaml': 'defaults: [main]\n',
      },
      /two\.yaml:1:\d+: defaults: goes in a circle: main\.yaml → one\.yaml → two\.yaml → main\.yaml/,
    ],
    [
      'a file that names itself',
      { 'main.yaml': 'defaults: [main]\n' },
      /circle: main\.yaml → main\.yaml/,
    ],
    [
      'a missing file, with the nearest one',
      { 'main.yaml': 'defaults: [wrold]\n', 'world.yaml': '' },
      /main\.yaml:1:12: there is no \S*wrold\.yaml; beside it: main, world\. Did you mean "world"\?/,
    ],
    [
      'a missing option of a group',
      { 'main.yaml': 'defaults: [{ size: smal }]\n', 'conf/size/small.yaml': '' },
      /there is no \S*smal\.yaml; beside it: small\. Did you mean "small"\?/,
    ],
    ['a missing experiment', {}, /there is no \S*main\.yaml; there are no YAML files beside it/],
    [
      'unreadable YAML, with its line',
      { 'main.yaml': 'a: 1\nb: [1, 2\nc: 3\n' },
      /main\.yaml:\d:\d+: unreadable YAML: /,
    ],
    ['a key written twice', { 'main.yaml': 'a: 1\na: 2\n' }, /main\.yaml:2:1: .*unique/],
    ['a root that is no map', { 'main.yaml': '- a\n- b\n' }, /must hold a map of keys, not a list/],
    [
      'a reserved key',
      { 'main.yaml': 'a:\n  __proto__: 1\n' },
      /main\.yaml:2:3: __proto__: this key is reserved/,
    ],
    ['defaults that are no list', { 'main.yaml': 'defaults: world\n' }, /defaults: must be a list/],
    [
      'an entry that is no file',
      { 'main.yaml': 'defaults: [{ a: [1] }]\n' },
      /must name a file or a group/,
    ],
  ])('refuses %s', (_, files, message) => {
    expect(problemsOf(files)).toMatch(message);
  });

  it('tells of several missing and unreadable files at once', () => {
    const files = { 'main.yaml': 'defaults: [one, two, three]\n', 'three.yaml': 'a: {' };
    expect(problemsOf(files)).toMatch(/3 problems[^]*one\.yaml[^]*two\.yaml[^]*unreadable/);
  });

  it('cannot read a folder as a file', () => {
    const files = { 'main.yaml': 'defaults: [folder]\n', 'folder.yaml/x': '' };
    expect(problemsOf(files)).toMatch(/cannot read \S*folder\.yaml: .*EISDIR/);
  });
});
