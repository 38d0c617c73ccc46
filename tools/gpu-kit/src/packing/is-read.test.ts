import { expect, it } from 'vitest';
import { isRead } from './is-read.ts';

it.each([
  'node_modules/vitest/dist/cli.js',
  'node_modules/vitest/package.json',
  'node_modules/@tensorflow/tfjs-core/package.json',
  'node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js',
  'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  'node_modules/@esbuild/linux-x64/bin/esbuild',
  'node_modules/js-tiktoken/dist/lite.js',
  'node_modules/js-tiktoken/dist/ranks/gpt2.js',
])('takes %s', (file) => {
  expect(isRead(file)).toBe(true);
});

it.each([
  'node_modules/vitest/dist/cli.d.ts',
  'node_modules/tsx/README.md',
  'node_modules/@tensorflow/tfjs-core/dist/tf-core.fesm.js',
  'node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js.map',
  'node_modules/@tensorflow/tfjs-core/dist/ops/add.js',
  'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm',
  'node_modules/esbuild/bin/esbuild',
  'node_modules/js-tiktoken/dist/index.js',
  'node_modules/js-tiktoken/dist/ranks/o200k_base.js',
])('leaves out %s', (file) => {
  expect(isRead(file)).toBe(false);
});
