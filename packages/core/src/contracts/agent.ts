import type { FeedbackTurn, ResponseTurn, Turn } from './episode.ts';
import type { Prompt } from './prompt.ts';
import type { Message } from './tokenizer.ts';

export interface ResponseRequest {
  readonly prompt: Prompt;
  /** c_0, f_0, c_1, f_1, …: what was said before this answer. */
  readonly history: readonly Turn[];
  readonly round: number;
  readonly seed: number;
}

export interface FeedbackRequest {
  readonly prompt: Prompt;
  readonly response: ResponseTurn;
  readonly round: number;
  readonly seed: number;
}

/** What both agents can tell besides playing. */
export interface Conditioned {
  /**
   * `[token]` what the agent is conditioned on, its own system prompt included, when it writes the turn after
   * `messages`: supervised fine-tuning starts a demonstration's completion from there.
   * For the feedback agent `messages` are the prompt (user) and the answer under review (assistant).
   */
  contextOf(messages: readonly Message[]): readonly number[];
}

/** π_c: answers, and revises its answer when advice came. */
export interface ConversationAgent extends Conditioned {
  respond(
    requests: readonly ResponseRequest[],
    temperature: number,
  ): Promise<readonly ResponseTurn[]>;
}

/** π_f: reads (p, c_t) and writes its labels and advice. */
export interface FeedbackAgent extends Conditioned {
  review(
    requests: readonly FeedbackRequest[],
    temperature: number,
  ): Promise<readonly FeedbackTurn[]>;
}

export interface Agents {
  readonly conversation: ConversationAgent;
  readonly feedback: FeedbackAgent;
}
