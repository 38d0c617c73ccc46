import { addWork, NO_WORK, type ModelSize, type PolicyWork, type TokenWork } from '@waltz/core';
import type { WorkLine } from '../run/read-work.ts';
import { phaseFlops } from './transformer-flops.ts';

/** What one set of weights did in one phase, over the whole run. */
export interface AgentCost extends PolicyWork {
  /** In training steps, or between them. */
  readonly during: 'training' | 'evaluation';
  /** Floating-point operations; null where the model's sizes are not known. */
  readonly flops: number | null;
}

/** Training first, then evaluations; each in the order in which it occurred. */
export function agentCosts(
  lines: readonly WorkLine[],
  size: ModelSize | null,
): readonly AgentCost[] {
  return (['training', 'evaluation'] as const).flatMap((during) => {
    const own = lines.filter(
      ({ stage }) => stage.startsWith('evaluation:') === (during === 'evaluation'),
    );
    return sums(own.flatMap(({ work }) => work)).map((work) => ({
      ...work,
      during,
      flops: size && phaseFlops(size, work.phase, work),
    }));
  });
}

function sums(work: readonly PolicyWork[]): readonly PolicyWork[] {
  const totals = new Map<string, PolicyWork>();
  for (const one of work) {
    const key = `${one.policy} ${one.phase}`;
    const before = totals.get(key) ?? { ...one, ...NO_WORK, seconds: 0 };
    totals.set(key, {
      ...before,
      ...addWork(before, one),
      seconds: before.seconds + one.seconds,
    });
  }
  return [...totals.values()];
}

/** What answering takes in an evaluation: by one agent alone, and with feedback and revisions. */
export interface FeedbackOverhead {
  readonly evaluation: string;
  readonly prompts: number;
  readonly parts: readonly {
    readonly name: string;
    readonly work: TokenWork;
    /** Of sampling; that of the conversation agent is shared out by tokens read and written. */
    readonly seconds: number;
  }[];
}

/** Of the last evaluation that says so; null when none does. */
export function feedbackOverhead(lines: readonly WorkLine[]): FeedbackOverhead | null {
  const line = lines.findLast(({ prompts, turns }) => prompts !== null && turns.length > 0);
  if (line === undefined || line.prompts === null) return null;
  const tokens = (work: TokenWork): number => work.contextTokens + work.completionTokens;
  return {
    evaluation: line.stage.replace('evaluation:', ''),
    prompts: line.prompts,
    parts: line.turns.map(({ agent, turn, ...work }) => {
      const sampled = line.work.find(({ policy, phase }) => policy === agent && phase === 'sample');
      const share = sampled === undefined ? 0 : tokens(work) / tokens(sampled);
      return { name: turn, work, seconds: share * (sampled?.seconds ?? 0) };
    }),
  };
}
