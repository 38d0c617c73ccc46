import { createNodesFromFiles, type CreateNodes } from '@nx/devkit';
import { experimentTarget } from './targets/experiment-target.ts';
import { packageTargets } from './targets/package-targets.ts';

/** Every experiment is a target, and every package can be linted, type-checked and tested, without a line of Nx config. */
export const createNodes: CreateNodes = [
  '{experiments/*.yaml,packages/*/package.json,plugins/*/package.json,tools/*/package.json}',
  (files, options, context) =>
    createNodesFromFiles(
      (file) => (file.endsWith('.yaml') ? experimentTarget(file) : packageTargets(file)),
      files,
      options,
      context,
    ),
];
