import { findCompiler } from '../../addons/build.ts';
import { TFJS_VERSION, type TensorFlowBuild } from '../builds.ts';
import { installedFolder } from '../find-package.ts';
import { tryPackage } from '../try-package.ts';
import { compileAddon, fetchPackage } from './addon-package.ts';
import { fetchLibrary } from './library.ts';
import { makeWhole } from './whole-folder.ts';

/**
 * Installs a build of TensorFlow from npm (the JavaScript side and the addon's source) and PyPI (libtensorflow), with no
 * Python, and compiles the addon. A build counts as there only once it has been loaded.
 * Throws what is missing, and leaves what was there before.
 */
export async function installTensorFlow(
  build: TensorFlowBuild,
  tell: (line: string) => void,
): Promise<void> {
  const machine = `${process.platform}-${process.arch}`;
  const wheels = build.wheels[machine];
  if (wheels === undefined) {
    throw new Error(
      `${build.backend} is built on ${Object.keys(build.wheels).join(' and ')}, and this is ${machine}; ` +
        `its makers may offer a download: npm install --no-save ${build.npmPackage}@${TFJS_VERSION}`,
    );
  }
  const compiler = await findCompiler();
  if (compiler === null) {
    throw new Error('no C++ compiler is here (c++, g++ or clang++): install one, and run again');
  }
  const library = await fetchLibrary(build, wheels, tell);
  await makeWhole(installedFolder(build), async (partial) => {
    tell(`fetching ${build.npmPackage} ${TFJS_VERSION}`);
    const fetched = await fetchPackage(build, partial);
    tell(`compiling its addon with ${compiler}`);
    await compileAddon(fetched, library, compiler);
    const { version } = await tryPackage(fetched);
    tell(`TensorFlow ${version} loads`);
  });
}
