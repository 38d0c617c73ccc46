import type { Prompt } from '../contracts/prompt.ts';
import { RandomStream } from '../random/random-stream.ts';

/**
 * At most `limit` prompts (infinity: all of them, in their order), kinds taken in turn so that each is measured about
 * equally well. The choice does not depend on the run's seed: runs of different seeds are measured on the same
 * prompts.
 */
export function selectPrompts(prompts: readonly Prompt[], limit: number): readonly Prompt[] {
  if (limit >= prompts.length) return prompts;
  const kinds = [...new Set(prompts.map(({ kind }) => kind))].sort();
  const shuffled = kinds.map((kind) =>
    RandomStream.of('evaluation prompts', kind).shuffle(
      prompts.filter((prompt) => prompt.kind === kind),
    ),
  );
  const longest = Math.max(...shuffled.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, rank) =>
    shuffled.flatMap((ofKind) => ofKind.slice(rank, rank + 1)),
  ).flat();
  return inTurn.slice(0, limit);
}
