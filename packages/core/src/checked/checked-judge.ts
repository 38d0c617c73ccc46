import type { Judge, JudgedPair, Judgement } from '../contracts/judge.ts';
import { ComponentFault, type ComponentOrigin } from './component-fault.ts';

const FLAGS = ['unsafe', 'overrefuse', 'refusal', 'nonAnswer', 'helpful'] as const;

/**
 * A judge whose judgements are whole. It throws a `ComponentFault`, naming the plugin, the prompt and the mend, for one
 * that is no judgement; what the judge throws itself passes through, since a server may answer the next time.
 */
export function checkedJudge(judge: Judge, origin: ComponentOrigin): Judge {
  return {
    ...(judge.isPatient && { isPatient: true }),
    async label(pairs) {
      const judgements: unknown = await judge.label(pairs);
      if (!Array.isArray(judgements)) {
        throw new ComponentFault(
          origin,
          'gave no list of judgements',
          'Give one for each pair, in their order',
        );
      }
      judgements.forEach((judgement: unknown, index) => {
        requireJudgement(judgement, pairs[index], origin);
      });
      return judgements as readonly Judgement[];
    },
  };
}

function requireJudgement(
  judgement: unknown,
  pair: JudgedPair | undefined,
  origin: ComponentOrigin,
): void {
  const record: Readonly<Record<string, unknown>> =
    typeof judgement === 'object' && judgement !== null ? { ...judgement } : {};
  const place = `the answer to prompt ${pair?.prompt.id ?? '?'}`;
  if (record['scored'] === true) {
    const flag = FLAGS.find((name) => typeof record[name] !== 'boolean');
    if (flag === undefined) return;
    throw new ComponentFault(
      origin,
      `gave ${place} the flag ${flag} ${String(record[flag])}`,
      `A verdict has ${FLAGS.join(', ')}, each true or false`,
    );
  }
  if (record['scored'] === false && typeof record['reason'] === 'string') return;
  throw new ComponentFault(
    origin,
    `gave ${place} no judgement, but ${JSON.stringify(judgement)}`,
    'Give { scored: true } with its five flags, or { scored: false, reason } where it cannot be known',
  );
}
