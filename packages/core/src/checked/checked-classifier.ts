import { LABEL_NAMES, type Classified, type Classifier } from '../contracts/classifier.ts';
import type { JudgedPair, Unscored } from '../contracts/judge.ts';
import { ComponentFault, type ComponentOrigin } from './component-fault.ts';

/**
 * A classifier whose results are whole. It throws a `ComponentFault`, naming the plugin, the prompt and the mend, for
 * another number of results than pairs, and for one that is neither labels nor `Unscored`.
 */
export function checkedClassifier(classifier: Classifier, origin: ComponentOrigin): Classifier {
  return {
    async classify(pairs) {
      const results: unknown = await classifier.classify(pairs);
      if (!Array.isArray(results) || results.length !== pairs.length) {
        const given = Array.isArray(results) ? `${results.length} results` : 'no list of results';
        throw new ComponentFault(
          origin,
          `gave ${given} for ${pairs.length} pairs`,
          'Give one for each pair, in their order',
        );
      }
      results.forEach((result: unknown, index) => {
        requireResult(result, pairs[index], origin);
      });
      return results as readonly (Classified | Unscored)[];
    },
  };
}

function requireResult(
  result: unknown,
  pair: JudgedPair | undefined,
  origin: ComponentOrigin,
): void {
  const record: Readonly<Record<string, unknown>> =
    typeof result === 'object' && result !== null ? { ...result } : {};
  if (record['scored'] === false && typeof record['reason'] === 'string') return;
  const labels = record['labels'];
  const isWhole =
    record['scored'] === true &&
    typeof labels === 'object' &&
    labels !== null &&
    Object.entries(labels).every(
      ([name, value]) => LABEL_NAMES.some((known) => known === name) && typeof value === 'boolean',
    );
  if (isWhole) return;
  throw new ComponentFault(
    origin,
    `gave no labels for the answer to prompt ${pair?.prompt.id ?? '?'}, but ${JSON.stringify(result)}`,
    `Give { scored: true, labels } with any of ${LABEL_NAMES.join(', ')}, each true or false, ` +
      'or { scored: false, reason } where nothing can be known',
  );
}
