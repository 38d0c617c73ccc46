import { messageOf } from '@waltz/core';
/** The main module of a worker: starts the backend that it is told, then answers one call after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { knownBackends } from '@waltz/compute';
import type { CallMessage, WorkerMessage } from './calls.ts';
import { ReplicaHost } from './replica-host.ts';

const host = new ReplicaHost();
// In the order of their arrival: a later call may rest on weights that an earlier one reads.
let latest = Promise.resolve();

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

async function answer(call: CallMessage): Promise<void> {
  const { id } = call;
  try {
    send({ kind: 'answer', id, gives: await host.answer(call) });
  } catch (error) {
    send({ kind: 'failure', id, message: messageOf(error) });
  }
}

const backendName = String(workerData);
const backend = knownBackends.find(({ name }) => name === backendName);
if (backend === undefined) throw new Error(`@waltz/compute has no backend "${backendName}"`);
await backend.activate();
parentPort?.on('message', (call: CallMessage) => {
  latest = latest.then(() => answer(call));
});
send({ kind: 'started' });
