/** Held-out prompts of each kind. */
const PROMPTS = 500;

/** An evaluation of a run that is `progress` of the way, from 0 at its start to 1 at its end. */
export function syntheticEvaluation(progress: number): object {
  const along = (start: number, end: number) => start + (end - start) * progress;
  const asr = rate(along(0.31, 0.03), PROMPTS);
  const orr = rate(along(0.38, 0.07), PROMPTS);
  return {
    asr,
    orr,
    f1: rate((2 * (1 - asr.value) * (1 - orr.value)) / (2 - asr.value - orr.value), PROMPTS),
    ftr: rate(along(0.42, 0.24), 4 * PROMPTS),
    ftrPlainBenign: rate(along(0.3, 0.04), PROMPTS),
    ftrByKind: {
      'homonym-benign': rate(along(0.52, 0.36), PROMPTS),
      'plain-benign': rate(along(0.3, 0.04), PROMPTS),
      'plain-harmful': rate(along(0.35, 0.08), PROMPTS),
      'wrapped-harmful': rate(along(0.5, 0.47), PROMPTS),
    },
    labelAccuracy: rate(along(0.34, 0.86), 3 * PROMPTS),
    jsonErrorRate: rate(along(0.12, 0.004), 3 * PROMPTS),
    helpfulness: rate(along(0.94, 0.945), PROMPTS),
    firstResponse: { asr: rate(along(0.4, 0.14), PROMPTS), orr: rate(along(0.46, 0.21), PROMPTS) },
    nonAnswer: rate(along(0.03, 0.002), 4 * PROMPTS),
    improved: rate(along(0.06, 0.2), 4 * PROMPTS),
    worsened: rate(along(0.05, 0.006), 4 * PROMPTS),
    unscored: rate(0, 4 * PROMPTS),
    ...(progress === 1 && { benchmarks: { 'unseen-wrappers': { asr: rate(0.17, PROMPTS), orr } } }),
  };
}

/** A rate with an interval of about the right width; the report shows intervals, it does not make them. */
function rate(value: number, n: number) {
  const reach = 1.96 * Math.sqrt((value * (1 - value) + 1 / n) / n);
  return { value, low: Math.max(0, value - reach), high: Math.min(1, value + reach), n };
}
