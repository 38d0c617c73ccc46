import type { PolicySample } from '../contracts/algorithm.ts';
import type { AgentRole, ParsedFeedback, Turn } from '../contracts/episode.ts';
import type { StopReason } from '../contracts/engine.ts';
import type { JudgedEpisode, Judgement } from '../contracts/judge.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { Credit } from '../contracts/reward.ts';
import { outcomeOf, type Outcome } from '../evaluation/outcome.ts';

/** One turn as the ledger keeps it: its text, not its tokens. */
export interface TurnRecord {
  readonly kind: Turn['kind'];
  readonly round: number;
  readonly text: string;
  readonly stop: StopReason;
  /** Of an answer that a safeguard replaced: what it had been. */
  readonly withheld?: string;
  /** Of a feedback: its four fields, or null when it is malformed. */
  readonly parsed?: ParsedFeedback | null;
}

/** What one agent learned from an episode; every array is `[token]`. */
export interface SampleRecord {
  readonly agent: AgentRole;
  readonly round: number;
  readonly reward: number;
  readonly tokens: readonly string[];
  readonly advantages: readonly number[];
  /** log π_old − log π_ref (k1), in nats. */
  readonly kl: readonly number[];
  /** V before each token, where a critic valued the sample. */
  readonly values?: readonly number[];
}

/** One line of `episodes.jsonl`: an episode with all that was earned in it, and why. */
export interface EpisodeRecord {
  /** A stage, or `evaluation:<name>`. */
  readonly stage: string;
  readonly step: number;
  readonly prompt: Prompt;
  readonly turns: readonly TurnRecord[];
  /** `[round]` */
  readonly judgements: readonly Judgement[];
  readonly credits?: readonly Credit[];
  readonly samples?: readonly SampleRecord[];
  readonly outcome: Outcome;
}

/** A sample of one agent with its `[token]` advantages. */
export interface CreditedSample {
  readonly sample: PolicySample;
  readonly advantages: readonly number[];
}

/** The record of an episode that was played without learning from it. */
export function recordPlayed(stage: string, step: number, judged: JudgedEpisode): EpisodeRecord {
  const { episode, judgements } = judged;
  return {
    stage,
    step,
    prompt: episode.prompt,
    turns: episode.turns.map(recordTurn),
    judgements,
    outcome: outcomeOf(judged),
  };
}

/** The record of an episode of training, with the credits of its turns and what the agents learned from it. */
export function recordTrained(
  stage: string,
  step: number,
  judged: JudgedEpisode,
  credits: readonly Credit[],
  samples: readonly CreditedSample[],
  textOf: (token: number) => string,
): EpisodeRecord {
  return {
    ...recordPlayed(stage, step, judged),
    credits,
    samples: samples.map(({ sample, advantages }) => ({
      agent: sample.agent,
      round: sample.round,
      reward: sample.reward,
      tokens: sample.completion.map(textOf),
      advantages: advantages.map(shortened),
      kl: sample.oldLogprobs.map((logprob, token) =>
        shortened(logprob - (sample.referenceLogprobs[token] ?? Number.NaN)),
      ),
      ...(sample.values && { values: sample.values.map(shortened) }),
    })),
  };
}

function recordTurn(turn: Turn): TurnRecord {
  const { text, stop } = turn.completion;
  const record = { kind: turn.kind, round: turn.round, text, stop };
  if (turn.kind === 'feedback') return { ...record, parsed: turn.parsed };
  return turn.withheld === undefined ? record : { ...record, withheld: turn.withheld };
}

/** Six digits: the ledger is for reading, and it is the largest file of a run. */
function shortened(value: number): number {
  return Number(value.toPrecision(6));
}
