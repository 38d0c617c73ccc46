#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// Sources run as they are: nothing has to be built before `npx waltz` works.
register();
await import('../src/main.ts');
