import type { FeedbackTurn, ResponseTurn, Turn } from './episode.ts';
import type { Prompt } from './prompt.ts';

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

/** π_c: answers, and revises its answer when advice came. */
export interface ConversationAgent {
  respond(
    requests: readonly ResponseRequest[],
    temperature: number,
  ): Promise<readonly ResponseTurn[]>;
}

/** π_f: reads (p, c_t) and writes its labels and advice. */
export interface FeedbackAgent {
  review(
    requests: readonly FeedbackRequest[],
    temperature: number,
  ): Promise<readonly FeedbackTurn[]>;
}

export interface Agents {
  readonly conversation: ConversationAgent;
  readonly feedback: FeedbackAgent;
}
