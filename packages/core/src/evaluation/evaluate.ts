import { setImmediate } from 'node:timers/promises';
import type { EvaluationConfig } from '../config/experiment-config.ts';
import type { Judge, JudgedEpisode } from '../contracts/judge.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { EvaluationMetrics } from './evaluation-metrics.ts';
import { judgeAgreement } from './judge-agreement.ts';
import { judgeEpisodes } from './judge-episodes.ts';
import { measureEpisodes, type AnswerCheck } from './measure-episodes.ts';
import { playForUser, type ServedSystem } from './play-for-user.ts';

/** Who plays and who judges. */
export interface EvaluatedSystem extends ServedSystem {
  readonly judge: Judge;
  /** Another judge of the same answers: how far the two agree is measured, and nothing else is taken from it. */
  readonly comparedJudge?: Judge | undefined;
}

export interface EvaluationTask {
  /** Names the random streams of an evaluation that samples. */
  readonly name: string;
  readonly prompts: readonly Prompt[];
  readonly seed: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly kinds: EvaluationConfig['kinds'];
  /** How many sequences the engine continues side by side, where it knows. */
  readonly sequencesAtOnce?: number | undefined;
  /** For prompts whose answers can be checked without a judge. */
  readonly isRight?: AnswerCheck;
  /** Called after every batch with the number of prompts done; may throw to stop. */
  readonly progress: (done: number) => void;
}

export interface Evaluation {
  readonly metrics: EvaluationMetrics;
  readonly episodes: readonly JudgedEpisode[];
}

/** Prompts that are played together, or more to fill an engine's batches: few enough to show progress. */
const PROMPTS_A_BATCH = 256;

/** Plays every prompt, judges every answer, and measures. */
export async function evaluate(
  { judge, comparedJudge, ...system }: EvaluatedSystem,
  { name, prompts, seed, temperature, kinds, sequencesAtOnce, isRight, progress }: EvaluationTask,
): Promise<Evaluation> {
  const episodes: JudgedEpisode[] = [];
  const compared: JudgedEpisode[] = [];
  const together = Math.max(PROMPTS_A_BATCH, sequencesAtOnce ?? 0);
  for (let start = 0; start < prompts.length; start += together) {
    const batch = prompts.slice(start, start + together);
    const settings = { seed, step: `evaluation:${name}`, temperature };
    const played = await playForUser(system, batch, settings);
    episodes.push(...(await judgeEpisodes(judge, played)));
    if (comparedJudge) compared.push(...(await judgeEpisodes(comparedJudge, played)));
    // An engine that computes in this process never waits for anything: without this, nobody could stop it.
    await setImmediate();
    progress(episodes.length);
  }
  const metrics = {
    ...measureEpisodes(episodes, kinds, isRight),
    ...(comparedJudge && { judgeAgreement: judgeAgreement(episodes, compared) }),
  };
  return { metrics, episodes };
}
