import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { TFJS_VERSION, type TensorFlowBuild } from '../builds.ts';
import { packageIn, type TensorFlowPackage } from '../find-package.ts';

const run = promisify(execFile);

/** What the package asks of TensorFlow.js is all in its core, of which there may be only one in a process. */
const CORE_ALONE = "module.exports = require('@tensorflow/tfjs-core');\n";

/** The one dependency of the package that it cannot be loaded without. */
const PROTOBUF = { npmPackage: 'google-protobuf', version: '3.21.4' };

/**
 * Fetches the npm package of a build into `modules`, without most of its dependencies, which are 300 MB that nothing here
 * uses, and without its install script, which is a download.
 */
export async function fetchPackage(
  build: TensorFlowBuild,
  modules: string,
): Promise<TensorFlowPackage> {
  await unpackFromNpm(build.npmPackage, TFJS_VERSION, modules);
  await unpackFromNpm(PROTOBUF.npmPackage, PROTOBUF.version, modules);
  const core = join(modules, 'node_modules/@tensorflow/tfjs');
  await mkdir(core, { recursive: true });
  await writeFile(join(core, 'index.js'), CORE_ALONE);
  return packageIn(modules, build);
}

/** Puts one package where npm would; npm checks it against the checksum of its registry. */
async function unpackFromNpm(npmPackage: string, version: string, modules: string): Promise<void> {
  const name = `${npmPackage}@${version}`;
  const packed = await run('npm', ['pack', name, '--json', '--pack-destination', modules], {
    cwd: modules,
  }).catch((error: unknown) => {
    const [why] = /(?<=npm error ).*/.exec(String((error as { stderr?: string }).stderr)) ?? [];
    throw new Error(`npm does not give ${name} (${why ?? String(error)})`, { cause: error });
  });
  const [archive] = JSON.parse(packed.stdout) as readonly { readonly filename: string }[];
  const path = join(modules, archive?.filename ?? '');
  const folder = join(modules, 'node_modules', npmPackage);
  await mkdir(folder, { recursive: true });
  await run('tar', ['-xzf', path, '-C', folder, '--strip-components=1']);
  await rm(path);
}

/** Compiles the addon of a package against the libtensorflow in `library`. Throws what the compiler says. */
export async function compileAddon(
  { folder, addon }: TensorFlowPackage,
  library: string,
  compiler: string,
): Promise<void> {
  const nodeApi = join(
    dirname(createRequire(import.meta.url).resolve('node-api-headers')),
    'include',
  );
  const libraries = join(library, 'tensorflow');
  await mkdir(dirname(addon), { recursive: true });
  await run(
    compiler,
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
      ...[folder, join(libraries, 'include'), nodeApi].map((path) => `-I${path}`),
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(folder, 'binding', source)),
      ...['-o', addon, `-L${libraries}`, `-Wl,-rpath,${libraries}`],
      ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    ],
    { maxBuffer: 2 ** 26 },
  );
}
