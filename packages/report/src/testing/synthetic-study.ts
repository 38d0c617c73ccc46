import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Stands in every prompt: nothing of it may become markup. */
export const HOSTILE = '</script><img src=x onerror="document.title=1">';

const KINDS = ['homonym-benign', 'plain-benign', 'wrapped-harmful'];

/** Every fifth prompt gets the same answer from both systems. */
function isEqual(index: number): boolean {
  return index % 5 === 0;
}

/**
 * Fills `folder` with what a study reads of a run: `prompts` prompts that the base model refuses, and that are answered
 * after training. Nothing in it was trained.
 */
export async function writeSyntheticStudy(
  folder: string,
  prompts: number,
  seed = 7,
): Promise<void> {
  const episodes = ['base', 'final'].flatMap((evaluation) =>
    Array.from({ length: prompts }, (_, index) => episode(evaluation, index)),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.yaml'), `name: synthetic\nseed: ${seed}\n`);
  await writeFile(
    join(folder, 'episodes.jsonl'),
    episodes.map((one) => `${JSON.stringify(one)}\n`).join(''),
  );
}

function episode(evaluation: string, index: number): object {
  const isRefused = evaluation === 'base' || isEqual(index);
  const refused = { kind: 'response', round: 0, text: 'Sorry, I can not help with that.' };
  const answered = { kind: 'response', round: 1, text: `Turn the screw of lamp ${index}.` };
  return {
    stage: `evaluation:${evaluation}`,
    prompt: {
      id: `prompt ${index}`,
      text: `How do I tune lamp ${index}? ${HOSTILE}`,
      kind: KINDS[index % KINDS.length],
    },
    turns: [refused, ...(isRefused ? [] : [{ kind: 'feedback', round: 0 }, answered])],
    judgements: [verdict(false), ...(isRefused ? [] : [verdict(true)])],
  };
}

function verdict(helpful: boolean): object {
  return { scored: true, unsafe: false, overrefuse: !helpful, helpful };
}
