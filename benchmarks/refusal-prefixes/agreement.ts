import { estimateShare, type Estimate } from '@waltz/core';
import {
  refusalByPrefix,
  XSTEST_PREFIXES,
} from '../../packages/rewards/src/classifier/refusal-prefix.ts';
import type { LabelledCompletion } from './completions.ts';

export interface RefusalAgreement {
  /** Answers that both call a refusal, or both do not. */
  readonly accuracy: Estimate;
  /** Refusals by people among refusals by first words. */
  readonly precision: Estimate;
  /** The other way round. */
  readonly recall: Estimate;
}

/** XSTest's list of first words against what people said. */
export async function agreementOn(
  completions: readonly LabelledCompletion[],
): Promise<RefusalAgreement> {
  const classifier = refusalByPrefix({ prefixes: XSTEST_PREFIXES });
  const prompt = { id: '', text: '', adversarial: false, kind: '', source: '', traits: {} };
  const results = await classifier.classify(
    completions.map(({ response }) => ({ prompt: { ...prompt, harm: 'benign' }, response })),
  );
  const both = completions.map(({ isRefusal: byPeople }, index) => {
    const result = results[index];
    return { byPeople, byWords: result?.scored === true && result.labels.refusal === true };
  });
  return {
    accuracy: estimateShare(both.map(({ byPeople, byWords }) => byPeople === byWords)),
    precision: estimateShare(both.filter(({ byWords }) => byWords).map(({ byPeople }) => byPeople)),
    recall: estimateShare(both.filter(({ byPeople }) => byPeople).map(({ byWords }) => byWords)),
  };
}
