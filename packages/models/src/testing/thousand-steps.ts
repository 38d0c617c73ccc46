/**
 * Trains a tiny engine for a thousand steps on the backend that is named, and prints a line of JSON: tensors, and
 * resident memory in MiB, after each hundred of them and after the tenth. Wants `node --expose-gc`.
 */
import { knownBackends, tensorCount } from '@waltz/compute';
import { ADAM, CONTEXTS, LESSONS, tinyEngine } from './tiny-engine.ts';

const [name] = process.argv.slice(2);
const backend = knownBackends.find((known) => known.name === name);
if (backend === undefined) throw new Error(`there is no backend ${name ?? 'without a name'}`);
await backend.activate();

const engine = tinyEngine();
const requests = CONTEXTS.map((context, seed) => ({ context, seed }));
const seen: { readonly step: number; readonly tensors: number; readonly resident: number }[] = [];
for (let step = 1; step <= 1000; step++) {
  await engine.sample(requests, { temperature: 1, maxNewTokens: 2 });
  await engine.forwardBackward(LESSONS);
  await engine.optimStep(ADAM);
  if (step !== 10 && step % 100 !== 0) continue;
  globalThis.gc?.();
  seen.push({ step, tensors: tensorCount(), resident: process.memoryUsage().rss / 2 ** 20 });
}
engine.dispose();
process.stdout.write(`${JSON.stringify(seen)}\n`);
