/**
 * A process that measures one of our backends, started by `contender.ts`: its only argument says which, then it answers
 * each line of its standard input, a request, with a line on its standard output.
 */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '@waltz/core';
import { builtInRegistry } from '../../packages/cli/src/built-in-plugins.ts';
import { operationCall, type OperationCall } from './operation-calls.ts';
import type { OperationCase, Reply, Request, WaltzSettings } from './protocol.ts';
import { openEngine } from './waltz-engine.ts';
import { learn, sample, train } from './waltz-work.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as WaltzSettings;
const registry = await builtInRegistry();
const backend: Backend = await registry
  .find('backend', settings.backend)
  .create({}, { seed: 1, folder: process.cwd(), notice: () => {} });
const answer = settings.model === null ? await operations() : await model(settings);

tell({ ready: true });
for await (const line of createInterface(process.stdin)) {
  const measured = await answer(JSON.parse(line) as Request);
  tell({ ...measured, peakBytes: 1024 * process.resourceUsage().maxRSS });
}

/** Answers requests about a model, through the engine that experiments use. */
async function model({ model: size, workers, weights, onCard }: WaltzSettings) {
  if (size === null) throw new Error('there is no model');
  const engine = await openEngine(backend, workers, size, weights);
  return async (request: Request): Promise<Omit<Reply, 'peakBytes'>> => {
    const start = performance.now();
    const loss = await workOf(request);
    if (onCard) await finished();
    const seconds = (performance.now() - start) / 1000;
    return loss === undefined ? { seconds } : { seconds, loss };
  };

  /** A card may still be at work: it answers once all before is done. */
  async function finished(): Promise<void> {
    const last = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(1)));
    await last.data();
    last.dispose();
  }

  async function workOf(request: Request): Promise<number | undefined> {
    const vocabulary = size?.vocabularySize ?? 0;
    switch (request.measure) {
      case 'train':
        return train(engine, request, vocabulary);
      case 'sample':
        await sample(engine, request, vocabulary);
        return undefined;
      case 'learn':
        await learn(engine, request, vocabulary);
        return undefined;
      case 'operation':
        throw new Error('a process with a model measures no operations');
    }
  }
}

/** Answers requests about operations; the tensors of the last one are kept for the next. */
async function operations() {
  await backend.activate();
  let prepared: { readonly key: string; readonly call: OperationCall } | null = null;
  return async (request: Request): Promise<Omit<Reply, 'peakBytes'>> => {
    if (request.measure !== 'operation') throw new Error('there is no model');
    const call = await prepare(request.case);
    const start = performance.now();
    for (let calls = 1; ; calls++) {
      await call.run();
      const seconds = (performance.now() - start) / 1000;
      if (seconds >= request.atLeast) return { seconds: seconds / calls };
    }
  };

  async function prepare(wanted: OperationCase): Promise<OperationCall> {
    const key = JSON.stringify(wanted);
    if (prepared?.key === key) return prepared.call;
    prepared?.call.dispose();
    prepared = null;
    const call = operationCall(wanted);
    await call.run();
    prepared = { key, call };
    return call;
  }
}

function tell(values: object): void {
  process.stdout.write(`${JSON.stringify(values)}\n`);
}
