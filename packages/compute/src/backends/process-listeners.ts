const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs `start`, and takes away the listeners for failures that it adds to the process.
 * Emscripten adds some that rethrow from its minified source, and Node.js then prints all of it with every error.
 */
export async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set(process.rawListeners(event)));
  const result = await start();
  EVENTS.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]?.has(listener)) {
        process.removeListener(event, listener as (...values: unknown[]) => void);
      }
    }
  });
  return result;
}
