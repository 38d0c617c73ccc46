import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Dataset, Harm, Prompt } from '@waltz/core';

export interface TextLinesOptions {
  /** Path of the file with the prompts of this kind. */
  readonly harmful: string;
  readonly benign: string;
  readonly heldOutEvery: number;
}

/**
 * A prompt for every different line of two files; empty lines are left out. Of each file the `heldOutEvery`-th prompt, and
 * so on, are held out.
 *
 * @param folder where relative paths start.
 */
export function textLines(options: TextLinesOptions, folder: string): Dataset {
  const files = (['harmful', 'benign'] as const).map((harm) =>
    promptsIn(options[harm], harm, folder),
  );
  const isHeldOut = (index: number) => (index + 1) % options.heldOutEvery === 0;
  return {
    name: 'text-lines',
    prompts: (split) =>
      files.flatMap((prompts) =>
        prompts.filter((_, index) => isHeldOut(index) === (split === 'held-out')),
      ),
  };
}

function promptsIn(file: string, harm: Harm, folder: string): readonly Prompt[] {
  const lines = readFileSync(resolve(folder, file), 'utf8').split('\n');
  const texts = new Set(lines.map((line) => line.trim()).filter((text) => text !== ''));
  return Array.from(texts, (text) => ({
    // The text, not its line: a prompt stays the same when others are added.
    id: `${harm}: ${text}`,
    text,
    harm,
    adversarial: false,
    kind: harm,
    source: file,
    traits: {},
  }));
}
