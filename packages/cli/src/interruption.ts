import { EXIT } from './exit-code.ts';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ctrl-C as something that a run can look at. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  ignore(): void;
}

/** The first Ctrl-C, SIGTERM or closing of the terminal asks the run to stop after its step and save; a second Ctrl-C ends the process at once. */
export function onInterruption(tell: (message: string) => void): Interruption {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      // Nx answers one Ctrl-C with a SIGTERM or two of its own: only a Ctrl-C is a second one.
      if (signal === 'SIGINT') process.exit(EXIT.interrupted);
      return;
    }
    controller.abort();
    tell('Stopping after this step, with a checkpoint. Ctrl-C again stops at once.');
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    ignore() {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
