import { builtInRegistry } from '../built-in-plugins.ts';
import { UsageError } from '../exit-code.ts';

/** `waltz doctor --install NAME`: gets what a backend needs. Throws when it has nothing to get, or could not get it. */
export async function installBackend(name: string): Promise<void> {
  const registry = await builtInRegistry();
  if (!registry.has('backend', name)) {
    throw new UsageError(registry.explainUnknown('backend', name));
  }
  const context = { seed: 1, folder: process.cwd(), notice: () => {} };
  const backend = await registry.find('backend', name).create({}, context);
  if (backend.install === undefined) {
    throw new UsageError(
      `there is nothing to install for the backend ${name}; npx waltz doctor says how it is`,
    );
  }
  await backend.install((line) => {
    console.log(`${name}: ${line}`);
  });
}
