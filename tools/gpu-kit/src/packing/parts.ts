import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ADDON_FILES } from '../../../../packages/compute/src/cuda/cuda-addon.ts';
import { ADDON_FILE } from '../../../../packages/compute/src/native/addon.ts';
import { dawnFolder } from '../../../../packages/compute/src/webgpu/dawn.ts';
import { isRead } from './is-read.ts';
import { dependenciesOf, neededPackages } from './needed-packages.ts';
import { commit, REPOSITORY, sourceFiles } from './repository.ts';

/** Something that a bare machine lacks. */
export interface Part {
  readonly name: string;
  /** Puts it into the kit's folder; gives why it stays away where it does, or null. */
  readonly put: (kit: string) => Promise<string | null>;
}

/** In the order in which the table shows them. */
export const PARTS: readonly Part[] = [
  { name: 'Node.js', put: putNode },
  { name: 'sources of Waltz', put: putSources },
  { name: 'packages of npm', put: putPackages },
  addon('addon: native', ADDON_FILE, 'npm run build:native'),
  addon('addon: cuda', ADDON_FILES.card, 'npm run build:cuda'),
  addon('addon: emulation', ADDON_FILES.emulation, 'its tests build it'),
  { name: 'Dawn, for webgpu', put: putDawn },
  { name: 'Vulkan loader', put: putVulkan },
];

/** What runs sources and tests; the rest is what packages say that they depend on. */
const TOOLS = ['tsx', 'vitest', 'fast-check', '@observablehq/plot'];

/** Debian's packages with the loader, and with what NVIDIA's driver for Vulkan opens besides itself. */
const VULKAN = [
  ...['libvulkan1', 'libegl1', 'libglvnd0', 'libopengl0', 'libgl1', 'libglx0', 'libgles2'],
];

async function putNode(kit: string): Promise<null> {
  const node = join(kit, 'node', 'bin', 'node');
  await mkdir(dirname(node), { recursive: true });
  await cp(process.execPath, node, { dereference: true });
  await chmod(node, 0o755);
  try {
    execFileSync('strip', [node], { stdio: 'ignore' });
  } catch {
    // Where there is no strip it keeps the names that a debugger reads, and works as well.
  }
  return null;
}

async function putSources(kit: string): Promise<null> {
  for (const file of sourceFiles()) await cp(join(REPOSITORY, file), join(kit, 'waltz', file));
  await writeFile(join(kit, 'waltz', 'COMMIT'), `${commit()}\n`);
  return null;
}

async function putPackages(kit: string): Promise<null> {
  const own = ['packages', 'plugins'].flatMap((group) =>
    readdirSync(join(REPOSITORY, group)).map((name) => join(group, name)),
  );
  const names = own.flatMap((folder) => dependenciesOf(join(REPOSITORY, folder)));
  const folders = neededPackages(REPOSITORY, [...new Set([...names, ...TOOLS])]);
  for (const folder of folders) {
    const from = join(REPOSITORY, folder);
    await cp(from, join(kit, 'waltz', folder), {
      recursive: true,
      filter: (source) => {
        const inside = relative(from, source);
        if (inside.split('/').includes('node_modules')) return false;
        return lstatSync(source).isDirectory() || isRead(join(folder, inside));
      },
    });
  }
  // Links to our own packages, the plugins among them: an experiment imports them by name.
  const scope = join('node_modules', '@waltz');
  await cp(join(REPOSITORY, scope), join(kit, 'waltz', scope), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return null;
}

function addon(name: string, file: string, command: string): Part {
  return {
    name,
    put: async (kit) => {
      if (!existsSync(file)) return `it is not built: ${command}`;
      await cp(file, join(kit, 'waltz', relative(REPOSITORY, file)));
      return null;
    },
  };
}

async function putDawn(kit: string): Promise<string | null> {
  const from = dawnFolder();
  if (!existsSync(from)) return 'it is not installed: npx waltz doctor --install webgpu';
  const binaries = '/webgpu/dist/linux-x64';
  await cp(from, join(kit, 'cache', 'waltz', relative(dirname(from), from)), {
    recursive: true,
    filter: (source) => !source.includes('/webgpu/dist/') || source.includes(binaries),
  });
  return null;
}

async function putVulkan(kit: string): Promise<string | null> {
  const folder = join(kit, 'vulkan');
  await mkdir(folder, { recursive: true });
  const options = { cwd: folder, stdio: 'pipe', encoding: 'utf8' } as const;
  try {
    execFileSync('apt-get', ['download', ...VULKAN], options);
    for (const file of readdirSync(folder)) {
      execFileSync('dpkg-deb', ['--extract', file, '.'], options);
      await rm(join(folder, file));
    }
    return null;
  } catch (error) {
    await rm(folder, { recursive: true });
    return `apt-get cannot download it here (${firstLine(error)})`;
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').slice(0, 2).join(' ').trim();
}
