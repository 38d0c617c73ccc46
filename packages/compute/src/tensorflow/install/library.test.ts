import { expect, it, vi } from 'vitest';
import { folderWith } from '../../testing/fake-programs.ts';
import { CPU_BUILD } from '../builds.ts';
import { fetchLibrary } from './library.ts';

const provide = async (files: Readonly<Record<string, string>>) => {
  const folder = folderWith(files);
  vi.stubEnv('WALTZ_LIBTENSORFLOW', folder);
  const lines: string[] = [];
  try {
    return { folder, lines, given: await fetchLibrary(CPU_BUILD, [], (line) => lines.push(line)) };
  } finally {
    vi.unstubAllEnvs();
  }
};

const LIBRARY = { 'tensorflow/libtensorflow_cc.so.2': '' };

it("takes the user's own, and fetches nothing", async () => {
  const { folder, lines, given } = await provide({
    ...LIBRARY,
    'tensorflow/include/tensorflow/c/c_api.h': '',
  });
  expect(given).toBe(folder);
  expect(lines).toEqual([`libtensorflow is that of WALTZ_LIBTENSORFLOW: ${folder}`]);
});

it.each([
  [{}, /names a folder without tensorflow\/libtensorflow_cc\.so\.2: .*pip show tensorflow/],
  [LIBRARY, /names a folder without tensorflow\/include\/tensorflow\/c\/c_api\.h/],
])('says what the folder that is named lacks: %j', async (files, why) => {
  await expect(provide(files)).rejects.toThrow(why);
});
