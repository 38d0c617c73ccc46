import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const fileHere = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Plugin of esbuild: what differs between a built program and sources that run as they are. */
export const fromSources = (workspaces) => ({
  name: 'from sources',
  setup({ onLoad, onResolve, resolve }) {
    const names = workspaces.map(
      (workspace) => JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')).name,
    );

    onResolve({ filter: /^tsx\/esm\/api$/ }, () => ({ path: fileHere('registered.mjs') }));
    onResolve({ filter: /\/import-module\.ts$/ }, () => ({ path: fileHere('import-module.mjs') }));

    // Packages of npm stay what they are, and where they are.
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, pluginData, importer, resolveDir }) => {
      const [name] = /^(?:@[^/]+\/)?[^/]+/u.exec(path);
      if (kind === 'entry-point' || names.includes(name) || pluginData === IS_NESTED) return;
      const workspace = workspaces.find((folder) => importer.startsWith(folder + sep));
      if (!workspace || !existsSync(join(workspace, 'node_modules', name))) {
        return { path, external: true };
      }
      // The program's folder sees another version than this package does.
      const nested = await resolve(path, { kind, importer, resolveDir, pluginData: IS_NESTED });
      return { path: pathToFileURL(nested.path).href, external: true };
    });

    // A source finds what lies beside it; `import.meta.resolve` is of the program.
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      const place = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
      const text = await readFile(path, 'utf8');
      return {
        contents: text.replaceAll(/\bimport\.meta\.(url|dirname|filename)\b/gu, (_, name) =>
          JSON.stringify(place[name]),
        ),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      };
    });
  },
});

const IS_NESTED = 'it lies in the node_modules of its workspace';
