import { perResponse, type Reward } from '@waltz/core';

/**
 * The soft punishment of overlong answers (DAPO, arXiv 2503.14476, eq. 13): 0 for up to `longest − margin` tokens, from
 * there in a line down to −1 at `longest`, and −1 beyond.
 */
export function overlongPenalty(longest: number, margin: number): Reward {
  return perResponse(
    'overlong-penalty',
    ({ completion }) => {
      const left = longest - margin - completion.tokens.length;
      return Math.min(0, Math.max(-1, left / margin));
    },
    { lowest: -1, highest: 0 },
  );
}
