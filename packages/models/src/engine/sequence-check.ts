import type { Architecture } from '../model/architecture.ts';

/**
 * Throws when a context is empty, holds a token that is not in the vocabulary, or is with its `newTokens` longer than
 * the model's positions.
 */
export function assertReadable(
  { vocabularySize, maxPositions }: Architecture,
  context: readonly number[],
  completion: readonly number[],
  newTokens: number,
): void {
  if (context.length === 0) {
    throw new Error('a context is empty; the model needs at least one token to start from');
  }
  if (context.length + newTokens > maxPositions) {
    throw new Error(
      `a context of ${context.length} tokens and ${newTokens} more need ${context.length + newTokens} positions, ` +
        `the engine has maxPositions ${maxPositions}; raise it or shorten the text`,
    );
  }
  for (const tokens of [context, completion]) {
    const stranger = tokens.find((token) => !(token >= 0 && token < vocabularySize));
    if (stranger !== undefined) {
      throw new Error(`token ${stranger} is not in the vocabulary of ${vocabularySize} tokens`);
    }
  }
}
