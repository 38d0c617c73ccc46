import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { folderWith } from '../testing/fake-programs.ts';
import { loadBindings } from './register-tensorflow.ts';

it.each([
  [undefined, 'true'],
  ['false', 'false'],
])(
  'lets TensorFlow take the memory of a card bit by bit before it is loaded, unless the user has set otherwise (%s)',
  (set, expected) => {
    vi.stubEnv('TF_FORCE_GPU_ALLOW_GROWTH', set);
    const addon = 'module.exports = { growth: process.env.TF_FORCE_GPU_ALLOW_GROWTH };';
    const folder = folderWith({ 'package.json': '{}', 'addon.cjs': addon });
    const bindings = loadBindings({ folder, addon: join(folder, 'addon.cjs') });
    vi.unstubAllEnvs();
    expect(bindings).toHaveProperty('growth', expected);
  },
);
