import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WaltzProcess, type Ended } from '../testing/waltz-process.ts';
import { copyWorkspace } from '../testing/workspace-copy.ts';

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'waltz-built-')));
/** Milliseconds for several starts on a busy machine. */
const MANY_STARTS = 120_000;

afterAll(() => rmSync(temporary, { recursive: true }), MANY_STARTS);

/** Waltz in a folder of its own. */
function copyOf(name: string, without: readonly string[] = []) {
  const root = join(temporary, name);
  const cache = join(root, 'node_modules/.cache');
  const program = join(cache, 'waltz');
  const plugin = join(root, 'packages/core/src/testing/tiny-plugin.ts');
  const start = (...words: readonly string[]): WaltzProcess =>
    new WaltzProcess(
      words,
      { WALTZ_TRACE: '1', WALTZ_TEST_PASSWORD: 'sesame' },
      '',
      join(root, 'packages/cli/bin/waltz.mjs'),
    );
  return {
    root,
    cache,
    program,
    plugin,
    start,
    tiny: join(root, 'packages/core/src/testing/experiments/tiny.yaml'),
    runs: join(root, 'runs'),
    copy: () => copyWorkspace(root, without),
    waltz: (...words: readonly string[]): Promise<Ended> => start(...words).ended,
    programs: () => (existsSync(program) ? readdirSync(program) : []),
  };
}

/** Writes other text into a source, until the test is over. */
function change(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
  onTestFinished(() => writeFileSync(file, text));
}

function writePackage(folder: string, source: string, extension = 'ts'): void {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `{ "name": "added", "type": "module", "exports": "./src/index.${extension}" }`,
  );
  writeFileSync(join(folder, `src/index.${extension}`), source);
}

/** Where sources cannot run as they are: whatever works was built. */
describe('a built program', () => {
  const { root, program, plugin, tiny, runs, copy, start, waltz, programs } = copyOf('built', [
    'tsx',
  ]);
  beforeAll(copy, MANY_STARTS);
  beforeEach(() => rmSync(runs, { recursive: true, force: true }));

  it('is made once, by two that start at once too', { timeout: MANY_STARTS }, async () => {
    const both = await Promise.all([waltz('validate', tiny), waltz('validate', tiny)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const first = programs();
    expect(first).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect((await waltz('validate', tiny)).code).toBe(0);
    expect(programs()).toEqual(first);
  });

  it('is made again for a source of equal size and time', { timeout: MANY_STARTS }, async () => {
    const then = new Date('2026-01-01');
    utimesSync(plugin, then, then);
    const judge = ['run', tiny, 'judge.type=tinny', `run.folder=${runs}`];
    expect((await waltz(...judge)).output).toContain('Did you mean "tiny"?');
    change(plugin, "component('judge', 'tiny', {", "component('judge', 'tony', {");
    utimesSync(plugin, then, then);
    expect((await waltz(...judge)).output).toContain('Did you mean "tony"?');
  });

  it('knows a plugin that has just been written', { timeout: MANY_STARTS }, async () => {
    const folder = join(root, 'plugins/new');
    writePackage(
      folder,
      `import { component, definePlugin } from '@waltz/core';
import { type } from 'versioned';
const create = () => Promise.reject();
export default definePlugin({
  name: 'new',
  summary: 'It is new.',
  components: [component('judge', type, { summary: 'Is new.', options: {}, create })],
});`,
    );
    // The plugin has a version of its own.
    writePackage(join(root, 'node_modules/versioned'), "export const type = 'old';", 'js');
    writePackage(join(folder, 'node_modules/versioned'), "export const type = 'new';", 'js');
    copyFileSync(join(folder, 'src/index.ts'), join(folder, 'src/other.ts'));
    const experiment = tiny.replace('tiny.yaml', 'new.yaml');
    // By another way to the same file.
    const linked = join(root, 'node_modules/@waltz/core/src/testing/tiny-plugin.ts');
    writeFileSync(
      experiment,
      `defaults: [tiny]\nplugins: [${linked}, ${folder}]\njudge: { type: new }\n`,
    );
    const { code, output } = await waltz('validate', experiment);
    expect(code, output).toBe(0);

    // Now only its package.json is another.
    change(join(folder, 'package.json'), 'index', 'other');
    expect((await waltz('validate', experiment)).code).toBe(0);
  });

  it('is removed when nobody has started it for long', { timeout: MANY_STARTS }, async () => {
    expect((await waltz('validate', tiny)).code).toBe(0);
    const monthsAgo = new Date(Date.now() - 31 * 24 * 3600 * 1000);
    mkdirSync(join(program, 'forgotten'));
    for (const name of programs()) utimesSync(join(program, name), monthsAgo, monthsAgo);
    expect((await waltz('validate', tiny)).code).toBe(0);
    change(plugin, 'Plain numbers.', 'Numbers.');
    expect((await waltz('validate', tiny)).code).toBe(0);
    // The one that was started before the change, and the one that was built for it.
    expect(programs()).toHaveLength(2);
  });

  it('says where in its source an error was thrown', { timeout: MANY_STARTS }, async () => {
    change(plugin, 'create: () => tinyProtocol,', 'create: () => nobody.plays(),');
    const lines = readFileSync(plugin, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes('nobody.plays()')) + 1;
    const { code, output } = await waltz('run', tiny, `run.folder=${runs}`);
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`nobody is not defined.*${plugin}:${line}:`, 's'));
  });

  it('stays what it was for whoever runs it', { timeout: MANY_STARTS }, async () => {
    const running = start('run', tiny, `run.folder=${runs}`);
    await running.printed(/stage-1/);
    change(join(root, 'packages/report/src/index.ts'), /^/, 'this is no source');
    change(join(root, 'packages/cli/src/exit-code-of.ts'), /^/, 'this is no source');
    const { code, output } = await running.ended;
    expect(code, output).toBe(0);
    expect(output).toMatch(/^report: /m);
  });

  it('starts the processes of a sweep', { timeout: MANY_STARTS }, async () => {
    const sweep = join(root, 'packages/core/src/testing/experiments/tiny-sweep.yaml');
    const { code, output } = await waltz('sweep', sweep, `run.folder=${runs}`);
    expect(code, output).toBe(0);
  });

  it('starts workers', { timeout: MANY_STARTS }, async () => {
    const newest = programs()
      .map((name) => join(program, name))
      .toSorted((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs)
      .at(-1);
    const worker = new Worker(join(String(newest), 'worker-entry.mjs'), {
      workerData: 'cpu',
      execArgv: [],
    });
    expect(await once(worker, 'message')).toEqual([{ kind: 'started' }]);
    await worker.terminate();
  });
});

const { root, cache, plugin, tiny, runs, copy, waltz, programs } = copyOf('installed');
beforeAll(copy, MANY_STARTS);

describe('a plugin from elsewhere', () => {
  const file = join(temporary, 'elsewhere/plugin.ts');
  const experiment = tiny.replace('tiny.yaml', 'lost.yaml');
  beforeAll(() => {
    mkdirSync(join(temporary, 'elsewhere'));
    writeFileSync(join(temporary, 'elsewhere/package.json'), '{ "type": "module" }');
    writeFileSync(
      experiment,
      `defaults: [tiny]\nplugins: [${plugin}, ${file}]\nprotocol: { type: lost }\n`,
    );
  });

  /** A plugin in TypeScript; `core` is how it names core. */
  const write = (core: string): void =>
    writeFileSync(
      file,
      `import { component, definePlugin, LostDevice } from '${core}';
const why: string = 'it was unplugged';
export default definePlugin({
  name: 'elsewhere',
  summary: 'Loses its device.',
  components: [
    component('protocol', 'lost', {
      summary: 'Never plays.',
      options: {},
      create: () => ({ play: () => Promise.reject(new LostDevice('the board', why)) }),
    }),
  ],
});
`,
    );

  it('shares the classes of core', { timeout: MANY_STARTS }, async () => {
    write(join(root, 'packages/core/src/index.ts'));
    const { code, output } = await waltz('run', experiment, `run.folder=${runs}`);
    expect(code).toBe(1);
    // Only for a LostDevice of its own the run says so.
    expect(output).toMatch(/the board.*it was unplugged.*npx waltz resume/s);
    expect(output).toContain(`${file}:`);
    expect(programs()).toHaveLength(1);
  });

  it('cannot have a second instance of what is inside', { timeout: MANY_STARTS }, async () => {
    write(join(root, 'packages/core/src/plugin/define-plugin.ts'));
    const { code, output } = await waltz('run', experiment, `run.folder=${runs}`);
    expect(code).toBe(2);
    expect(output).toContain('import what the package exports');
  });
});

describe('where nothing can be built', () => {
  beforeEach(() => rmSync(cache, { recursive: true, force: true }));

  it.each([
    {
      why: 'there is no place for it',
      prepare: () => writeFileSync(cache, 'a file in the place of a folder'),
      tidy: () => rmSync(cache),
    },
    {
      why: 'a plugin does not parse',
      prepare: () => writePackage(join(root, 'plugins/wrong'), 'this is no source'),
      tidy: () => rmSync(join(root, 'plugins/wrong'), { recursive: true }),
    },
  ])('sources run as they are: $why', { timeout: MANY_STARTS }, async ({ prepare, tidy }) => {
    prepare();
    const { code, output } = await waltz('validate', tiny);
    expect(code, output).toBe(0);
    expect(output).not.toMatch(/error|cache|wrong/i);
    tidy();
    expect(programs()).toEqual([]);
  });
});
