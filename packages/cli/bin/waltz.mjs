#!/usr/bin/env node
import { builtProgram } from '../start/program.mjs';

const program = await builtProgram();
if (program === null) {
  // Sources run as they are, too, only slower.
  const { register } = await import('tsx/esm/api');
  register();
  await import('../src/main.ts');
} else {
  process.setSourceMapsEnabled(true);
  await import(program);
}
