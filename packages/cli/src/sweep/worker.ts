import { messageOf, SILENT_OBSERVER, type RunObserver } from '@waltz/core';
import { conductRun } from '../conduct-run.ts';
import { onInterruption } from '../interruption.ts';
import { prepareRun } from '../prepare-run.ts';
import type { WorkerMessage, WorkerTask } from './worker-messages.ts';

/** A process of its own for one run of a sweep: it takes its task and tells how it goes through the channel to its parent. */
const interruption = onInterruption(() => {});
// Without its parent nobody waits for the result: it saves and stops, as at Ctrl-C.
const stopAlone = (): void => void process.kill(process.pid, 'SIGTERM');
process.once('disconnect', stopAlone);
process.once('message', (task) => {
  // The parent is `start-worker.ts`, which sends nothing else.
  void work(task as WorkerTask);
});

async function work({ file, overrides }: WorkerTask): Promise<void> {
  try {
    const run = await prepareRun(file, overrides);
    const { signal } = interruption;
    const { state } = await conductRun(run, { signal, observer: reporter() });
    await tell({ kind: 'ended', state });
  } catch (error) {
    await tell({ kind: 'failed', error: messageOf(error) });
  } finally {
    process.off('disconnect', stopAlone);
    process.disconnect();
    interruption.ignore();
  }
}

function reporter(): RunObserver {
  const progress = (place: string): void => void tell({ kind: 'progress', place });
  let evaluationStart = 0;
  let evaluationPrompts = 0;
  return {
    ...SILENT_OBSERVER,
    stageStarted: ({ stage, step, steps }) => progress(`${stage} ${step}/${steps}`),
    stepFinished: ({ stage, step, steps }) => progress(`${stage} ${step}/${steps}`),
    evaluationStarted: ({ name, prompts }) => {
      evaluationStart = performance.now();
      evaluationPrompts = prompts;
      progress(`evaluation ${name}`);
    },
    evaluationFinished: () => {
      const seconds = (performance.now() - evaluationStart) / 1000;
      void tell({ kind: 'evaluated', prompts: evaluationPrompts, seconds });
    },
  };
}

/** Resolves when the message is sent; a parent that is gone hears nothing. */
function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send) process.send(message, () => resolve());
    else resolve();
  });
}
