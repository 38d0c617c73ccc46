import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** A part of the kit. */
export interface Part {
  readonly name: string;
  /** Puts it into the kit's folder; gives why it stays away where it does. */
  readonly put: (kit: string) => Promise<string | null>;
}

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

/** Packages that check, build and publish, and that nothing of a run or a test imports. */
const TOOLS = [
  ...['@eslint', '@nx', '@oxc-resolver', '@swc', '@swc-node', '@types', '@typescript-eslint'],
  ...['@unrs', '@webgpu', 'eslint', 'eslint-plugin-import-x', 'jiti', 'knip', 'nx'],
  // Their programs lie in a package of the platform.
  ...['esbuild/bin', '@napi-rs', 'lightningcss-linux-x64-gnu'],
  ...['prettier', 'typescript', 'typescript-eslint', '.cache', '.bin', '.vite', '.vite-temp'],
];

/** Files that browsers, debuggers and type checkers read. */
const UNREAD =
  /\.(map|md|d\.ts|d\.mts|d\.cts|flow)$|\.min\.js$|\.fesm\.|\.es2017\.|tf-[a-z-]+\.js$|_test\.js$|js-tiktoken\/dist\/(index|ranks\/(?!gpt2))/;

/** The loader, and what NVIDIA's driver for Vulkan opens besides itself. */
const VULKAN = [
  ...['libvulkan1', 'libegl1', 'libglvnd0', 'libopengl0', 'libgl1', 'libglx0', 'libgles2'],
];

/** Everything that a bare machine with a card needs, besides the card's driver and cuBLAS. */
export const PARTS: readonly Part[] = [
  { name: 'Node.js', put: putNode },
  { name: 'Waltz', put: putSources },
  { name: 'packages', put: putPackages },
  { name: 'addons', put: putAddons },
  { name: 'Dawn, for webgpu', put: putDawn },
  { name: 'Vulkan, for webgpu', put: putVulkan },
];

async function putNode(kit: string): Promise<null> {
  const node = join(kit, 'node', 'bin', 'node');
  await mkdir(dirname(node), { recursive: true });
  await cp(process.execPath, node, { dereference: true });
  await chmod(node, 0o755);
  strip(node);
  return null;
}

/** A program of this size has symbols that only a debugger reads; where there is no `strip`, it keeps them. */
function strip(program: string): void {
  try {
    execFileSync('strip', [program]);
  } catch {
    // It is larger, and works as well.
  }
}

async function putSources(kit: string): Promise<null> {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: REPOSITORY, encoding: 'utf8' },
  );
  for (const file of listed.split('\0')) {
    if (file === '' || !existsSync(join(REPOSITORY, file))) continue;
    await cp(join(REPOSITORY, file), join(kit, 'waltz', file));
  }
  return null;
}

async function putPackages(kit: string): Promise<null> {
  const from = join(REPOSITORY, 'node_modules');
  await cp(from, join(kit, 'waltz', 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => {
      const [first = '', second = ''] = relative(from, source).split('/');
      return (
        !TOOLS.includes(first) && !TOOLS.includes(`${first}/${second}`) && !UNREAD.test(source)
      );
    },
  });
  return null;
}

async function putAddons(kit: string): Promise<null> {
  const folder = join('packages', 'compute', 'dist');
  await cp(join(REPOSITORY, folder), join(kit, 'waltz', folder), { recursive: true });
  return null;
}

async function putDawn(kit: string): Promise<string | null> {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const name = 'webgpu-0.6.2';
  const from = join(caches, 'waltz', name);
  if (!existsSync(from)) return 'it is not installed: npx waltz doctor --install webgpu';
  await cp(from, join(kit, 'cache', 'waltz', name), {
    recursive: true,
    filter: (source) => !/\/dist\/(?!linux-x64)[^/]+$/.test(source),
  });
  return null;
}

async function putVulkan(kit: string): Promise<string | null> {
  const folder = join(kit, 'vulkan');
  await mkdir(folder, { recursive: true });
  try {
    const options = { cwd: folder, stdio: 'pipe' } as const;
    execFileSync('apt-get', ['download', ...VULKAN], options);
    execFileSync(
      'sh',
      ['-c', 'for package in *.deb; do dpkg-deb --extract $package . && rm $package; done'],
      options,
    );
    return null;
  } catch {
    return "apt-get cannot download Debian's packages here";
  }
}
