import { expect, it } from 'vitest';
import { builtInRegistry } from '../built-in-plugins.ts';
import { measureBackend } from './backend-speed.ts';

it('measures tokens per second of a backend, with the engine that experiments use', async () => {
  const registry = await builtInRegistry();
  const context = { seed: 1, folder: '.', notice: () => {} };
  const backend = await registry.find('backend', 'wasm').create({}, context);
  const { sampling, training } = await measureBackend(backend, registry);
  expect(sampling).toBeGreaterThan(10);
  expect(training).toBeGreaterThan(10);
});
