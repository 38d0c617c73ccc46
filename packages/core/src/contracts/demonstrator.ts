import type { RandomStream } from '../random/random-stream.ts';
import type { AgentRole } from './episode.ts';
import type { Prompt } from './prompt.ts';
import type { Message } from './tokenizer.ts';

/** What supervised fine-tuning imitates: a conversation of an agent and the turn that it ends with. */
export interface Demonstration {
  readonly agent: AgentRole;
  /**
   * What came before, without the system prompt: the agent adds its own (`contextOf`). For the feedback agent:
   * the prompt as a user message and the answer under review as an assistant message; the agent renders the pair.
   */
  readonly messages: readonly Message[];
  readonly completion: string;
}

/** Writes demonstrations for a prompt, with the flaws of a model that was never trained for safety. */
export interface Demonstrator {
  /** Every text whose words a tokenizer has to know. */
  lexicon(): readonly string[];
  demonstrate(prompt: Prompt, random: RandomStream): readonly Demonstration[];
}
