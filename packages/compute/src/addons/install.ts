/**
 * What npm's installation builds, in one process: the addon of the processor, and that of a card where one is. Neither ever
 * fails it.
 */
await import('../native/install.ts');
await import('../cuda/build.ts');
