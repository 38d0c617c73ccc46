/** How two systems differ on the same prompts: the prompts on which only one of them fails. */
export interface McNemarTest {
  /** Prompts on which the first system's outcome is true and the second's is not. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided, exact. */
  readonly p: number;
}

/**
 * McNemar's test on paired outcomes (McNemar, 1947), exact: under the null hypothesis each discordant pair falls to either
 * side with probability 1/2, so that p is twice the smaller tail of Binomial(onlyFirst + onlySecond, 1/2), at most 1.
 * It takes pairs as independent. Throws when there are not as many outcomes on both sides.
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemarTest {
  if (first.length !== second.length) {
    throw new Error(`${first.length} outcomes cannot be paired with ${second.length}`);
  }
  const onlyFirst = first.filter((outcome, pair) => outcome && second[pair] === false).length;
  const onlySecond = first.filter((outcome, pair) => !outcome && second[pair] === true).length;
  return { onlyFirst, onlySecond, p: signTestP(onlyFirst, onlySecond) };
}

/** min(1, 2 · P(X ≤ smaller)) of X ~ Binomial(one + other, 1/2). */
function signTestP(one: number, other: number): number {
  const trials = one + other;
  const smaller = Math.min(one, other);
  // In logarithms: 2^-trials is 0 for a computer from 1,075 trials on.
  let logTerm = -trials * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let successes = 1; successes <= smaller; successes++) {
    logTerm += Math.log((trials - successes + 1) / successes);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
