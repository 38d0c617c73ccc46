import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BUILD_FOLDER } from '../addons/sources.ts';
import { installCommand, TFJS_VERSION, type TensorFlowBuild } from './builds.ts';

/** An npm package of TensorFlow, with its addon. */
export interface TensorFlowPackage {
  readonly folder: string;
  /** The addon, which loads libtensorflow. */
  readonly addon: string;
}

/** Where `waltz doctor --install` puts a build: inside the checkout, so that it finds the TensorFlow.js of the checkout. */
export function installedFolder({ backend }: TensorFlowBuild): string {
  return join(BUILD_FOLDER, backend);
}

/** Where the npm package lies in a folder that modules are installed into. */
export function packageIn(modules: string, { npmPackage }: TensorFlowBuild): TensorFlowPackage {
  const folder = join(modules, 'node_modules', npmPackage);
  return { folder, addon: addonOf(folder) };
}

/**
 * The package that `waltz doctor --install` built, or else one that the user has installed with npm.
 * Throws why there is none that can be used, and the command that gets one.
 */
export function findPackage(build: TensorFlowBuild): TensorFlowPackage {
  const own = packageIn(installedFolder(build), build);
  if (existsSync(own.addon)) return own;
  const manifest = manifestFromNpm(build);
  if (manifest === null) {
    throw new Error(`${build.npmPackage} is not installed; run: ${installCommand(build)}`);
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  if (version !== TFJS_VERSION) {
    throw new Error(
      `${build.npmPackage} is there in version ${version}, not ${TFJS_VERSION}; run: ${installCommand(build)}`,
    );
  }
  const folder = dirname(manifest);
  const addon = addonOf(folder);
  if (!existsSync(addon)) {
    throw new Error(`${build.npmPackage} has no addon; run: ${installCommand(build)}`);
  }
  return { folder, addon };
}

function manifestFromNpm({ npmPackage }: TensorFlowBuild): string | null {
  try {
    return createRequire(import.meta.url).resolve(`${npmPackage}/package.json`);
  } catch {
    return null;
  }
}

/** The package looks for its addon under the newest version of Node-API that it knows. */
function addonOf(folder: string): string {
  return join(folder, 'lib/napi-v8/tfjs_binding.node');
}
