import type { SampledTokens } from './engine.ts';
import type { Prompt } from './prompt.ts';

/** The two agents of WaltzRL. */
export type AgentRole = 'conversation' | 'feedback';

export const AGENT_ROLES: readonly AgentRole[] = ['conversation', 'feedback'];

/** What a model wrote: its sampled tokens, which are never tokenised again, and their text. */
export interface Completion extends SampledTokens {
  readonly text: string;
}

/** The four fields of a well-formed feedback, in the order in which they are written (section 1). */
export interface ParsedFeedback {
  readonly reasoning: string;
  readonly unsafe: boolean;
  readonly overrefuse: boolean;
  /** The only part that the conversation agent gets to see. */
  readonly feedback: string;
}

/** c_t: the conversation agent's answer of round t. */
export interface ResponseTurn {
  readonly kind: 'response';
  readonly round: number;
  /** The tokens that it was conditioned on: system prompt, prompt, earlier answers and advice. */
  readonly context: readonly number[];
  readonly completion: Completion;
  /** What the agent had written, where a safeguard put its refusal in place of it. */
  readonly withheld?: string;
}

/** f_t: the feedback agent's review of c_t. */
export interface FeedbackTurn {
  readonly kind: 'feedback';
  readonly round: number;
  readonly context: readonly number[];
  readonly completion: Completion;
  /** Null when the text is not the JSON that was asked for. */
  readonly parsed: ParsedFeedback | null;
}

export type Turn = ResponseTurn | FeedbackTurn;

/** One collaboration on one prompt: c_0, f_0, c_1, … in the order in which they were written. */
export interface Episode {
  readonly prompt: Prompt;
  readonly turns: readonly Turn[];
}

/** `[round]` the conversation agent's answers of an episode. */
export function responsesOf(episode: Episode): readonly ResponseTurn[] {
  return episode.turns.filter((turn) => turn.kind === 'response');
}

/** `[round]` the feedback agent's reviews of an episode. */
export function feedbacksOf(episode: Episode): readonly FeedbackTurn[] {
  return episode.turns.filter((turn) => turn.kind === 'feedback');
}
