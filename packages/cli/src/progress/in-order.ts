import type { RunObserver } from '@waltz/core';

/** One observer that tells several, in their order. */
export function inOrder(observers: readonly RunObserver[]): RunObserver {
  const tell =
    <Event>(of: (observer: RunObserver) => (event: Event) => void) =>
    (event: Event): void => {
      for (const observer of observers) of(observer).call(observer, event);
    };
  return {
    stageStarted: tell((observer) => observer.stageStarted),
    stepFinished: tell((observer) => observer.stepFinished),
    evaluationStarted: tell((observer) => observer.evaluationStarted),
    evaluationProgress: tell((observer) => observer.evaluationProgress),
    evaluationFinished: tell((observer) => observer.evaluationFinished),
    notice: tell((observer) => observer.notice),
  };
}
