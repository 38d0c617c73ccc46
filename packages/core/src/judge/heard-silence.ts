import type { Judge } from '../contracts/judge.ts';

/**
 * A judge whose silence is heard: the first time that it can score none of the answers of a call, `notice` is told why.
 * Nothing is learned from answers without a verdict, and no rate counts them, so a judge that always fails would go unnoticed until the report.
 */
export function heardSilence(judge: Judge, name: string, notice: (message: string) => void): Judge {
  let isSaid = false;
  return {
    async label(pairs) {
      const judgements = await judge.label(pairs);
      const first = judgements[0];
      if (!isSaid && first?.scored === false && judgements.every(({ scored }) => !scored)) {
        isSaid = true;
        notice(
          `${name} could score none of ${pairs.length} answers, so they count for nothing: ${first.reason}`,
        );
      }
      return judgements;
    },
  };
}
