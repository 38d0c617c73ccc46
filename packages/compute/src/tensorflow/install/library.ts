import { fileSize } from '@waltz/core';
import { existsSync } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { addOnFolder } from '../../backends/add-ons.ts';
import type { TensorFlowBuild, WheelSource } from '../builds.ts';
import { download } from './download.ts';
import { findWheel, indexUrl } from './package-index.ts';
import { unpackWheel } from './unpack-wheel.ts';
import { makeWhole } from './whole-folder.ts';

/**
 * Fetches libtensorflow, its headers and what it needs out of the wheels of PyPI, unless they are there; gives their
 * folder, which all checkouts share; or the folder of `WALTZ_LIBTENSORFLOW`, where Python has put a `tensorflow` of the
 * user's own. Throws when there is no network, no room, a wrong checksum, or nothing in that folder.
 */
export async function fetchLibrary(
  { backend, diskBytes }: TensorFlowBuild,
  wheels: readonly WheelSource[],
  tell: (line: string) => void,
): Promise<string> {
  const named = process.env['WALTZ_LIBTENSORFLOW'];
  if (named) return ownLibrary(resolve(named), tell);
  const folder = addOnFolder(`lib${backend}-${wheels[0]?.version ?? ''}`);
  if (existsSync(folder)) {
    tell(`libtensorflow is there: ${folder}`);
    return folder;
  }
  await mkdir(dirname(folder), { recursive: true });
  const { bavail, bsize } = await statfs(dirname(folder));
  if (bavail * bsize < diskBytes) {
    throw new Error(
      `${dirname(folder)} has ${fileSize(bavail * bsize)} left and ${backend} needs ${fileSize(diskBytes)}; ` +
        'make room, or name another place with XDG_CACHE_HOME',
    );
  }
  const index = await indexUrl();
  await makeWhole(folder, async (partial) => {
    for (const { project, version, wanted } of wheels) {
      const file = await findWheel(index, project, version, process.arch);
      const wheel = await download(file, addOnFolder('downloads'), tell);
      tell(`${file.name}: checksum right; unpacking`);
      await unpackWheel(wheel, wanted, partial);
      await rm(wheel);
    }
  });
  return folder;
}

/** The user's own. Throws what it lacks. */
function ownLibrary(folder: string, tell: (line: string) => void): string {
  for (const file of ['libtensorflow_cc.so.2', 'include/tensorflow/c/c_api.h']) {
    const path = join(folder, 'tensorflow', file);
    if (existsSync(path)) continue;
    throw new Error(
      `WALTZ_LIBTENSORFLOW names a folder without ${join('tensorflow', file)}: it is to be the one that pip has put ` +
        `tensorflow into (pip show tensorflow calls it Location), and is ${folder}`,
    );
  }
  tell(`libtensorflow is that of WALTZ_LIBTENSORFLOW: ${folder}`);
  return folder;
}
