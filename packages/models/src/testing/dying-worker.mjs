import { parentPort, workerData } from 'node:worker_threads';

/** Starts as a worker should, and ends with the first call in the way that it is told. */
const ends = {
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('the kernels are lost');
  },
};
parentPort.once('message', () => ends[workerData]());
parentPort.postMessage({ kind: 'started' });
