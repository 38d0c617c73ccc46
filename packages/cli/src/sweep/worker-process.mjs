import { register } from 'tsx/esm/api';

// A worker starts as the command line does: sources run as they are.
register();
await import('./worker.ts');
