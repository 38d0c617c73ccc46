import type { RunObserver } from '@waltz/core';

/** One observer that tells several, in their order. */
export function inOrder(observers: readonly RunObserver[]): RunObserver {
  const tell = (one: (observer: RunObserver) => void): void => observers.forEach(one);
  return {
    stageStarted: (stage) => tell((observer) => observer.stageStarted(stage)),
    stepFinished: (step) => tell((observer) => observer.stepFinished(step)),
    evaluationStarted: (started) => tell((observer) => observer.evaluationStarted(started)),
    evaluationProgress: (progress) => tell((observer) => observer.evaluationProgress(progress)),
    evaluationFinished: (finished) => tell((observer) => observer.evaluationFinished(finished)),
    notice: (message) => tell((observer) => observer.notice(message)),
  };
}
