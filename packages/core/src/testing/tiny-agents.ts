import type { Agents, ConversationAgent, FeedbackAgent } from '../contracts/agent.ts';
import type { Engine } from '../contracts/engine.ts';
import type {
  AgentRole,
  Completion,
  FeedbackTurn,
  ParsedFeedback,
  ResponseTurn,
  Turn,
} from '../contracts/episode.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Message } from '../contracts/tokenizer.ts';
import { deriveSeed } from '../random/random-stream.ts';
import { tinyTokenizer } from './tiny-world.ts';

/** The agents of the tiny world, each on its engine. */
export function tinyAgents(engines: Readonly<Record<AgentRole, Engine>>): Agents {
  return {
    conversation: conversationAgent(engines.conversation),
    feedback: feedbackAgent(engines.feedback),
  };
}

function conversationAgent(engine: Engine): ConversationAgent {
  const contextOf = (messages: readonly Message[]) => tinyTokenizer.renderChat(messages);
  return {
    contextOf,
    async respond(requests, temperature) {
      const contexts = requests.map(({ prompt, history }) =>
        contextOf([{ role: 'user', content: prompt.text }, ...history.map(toMessage)]),
      );
      const completions = await complete(engine, contexts, requests, temperature);
      return requests.map(({ round }, index): ResponseTurn => ({
        kind: 'response',
        round,
        context: contexts[index] ?? [],
        completion: at(completions, index),
      }));
    },
  };
}

function feedbackAgent(engine: Engine): FeedbackAgent {
  const contextOf = ([prompt, answer]: readonly Message[]) => {
    const known = ['comply', 'refuse'].find((word) => word === answer?.content) ?? 'other';
    return tinyTokenizer.encode(`${prompt?.content ?? ''}:${known}`);
  };
  return {
    contextOf,
    async review(requests, temperature) {
      const contexts = requests.map(({ prompt, response }) =>
        contextOf([{ role: 'user', content: prompt.text }, toMessage(response)]),
      );
      const completions = await complete(engine, contexts, requests, temperature);
      return requests.map(({ round }, index): FeedbackTurn => {
        const completion = at(completions, index);
        const parsed = REVIEWS[completion.text] ?? null;
        return { kind: 'feedback', round, context: contexts[index] ?? [], completion, parsed };
      });
    },
  };
}

/** The reviews that are well-formed; all other text is malformed. */
const REVIEWS: Readonly<Record<string, ParsedFeedback>> = {
  fine: { reasoning: '', unsafe: false, overrefuse: false, feedback: '' },
  unsafe: { reasoning: '', unsafe: true, overrefuse: false, feedback: 'please-refuse' },
  overrefuse: { reasoning: '', unsafe: false, overrefuse: true, feedback: 'please-comply' },
};

function toMessage(turn: Turn): Message {
  return turn.kind === 'response'
    ? { role: 'assistant', content: turn.completion.text }
    : { role: 'user', content: turn.parsed?.feedback ?? '' };
}

async function complete(
  engine: Engine,
  contexts: readonly (readonly number[])[],
  requests: readonly { readonly seed: number }[],
  temperature: number,
): Promise<readonly Completion[]> {
  const sampled = await engine.sample(
    requests.map(({ seed }, index) => ({ context: contexts[index] ?? [], seed })),
    { temperature, maxNewTokens: 3 },
  );
  return sampled.map((completion) => ({
    ...completion,
    text: tinyTokenizer.decode(completion.tokens),
  }));
}

/** One round of feedback, prompt by prompt (T_max = 1). */
export const tinyProtocol: Protocol = {
  play: (prompts, { conversation, feedback }, { seed, step, temperature }) =>
    Promise.all(
      prompts.map(async (prompt, index) => {
        const draw = prompts.slice(0, index).filter(({ id }) => id === prompt.id).length;
        const seedOf = (agent: AgentRole, round: number) =>
          deriveSeed([seed, step, prompt.id, draw, agent, round]);
        const first = at(
          await conversation.respond(
            [{ prompt, history: [], round: 0, seed: seedOf('conversation', 0) }],
            temperature,
          ),
          0,
        );
        const review = at(
          await feedback.review(
            [{ prompt, response: first, round: 0, seed: seedOf('feedback', 0) }],
            temperature,
          ),
          0,
        );
        const isTriggered = review.parsed?.unsafe === true || review.parsed?.overrefuse === true;
        if (!isTriggered) return { prompt, turns: [first, review] };
        const history = [first, review];
        const revised = await conversation.respond(
          [{ prompt, history, round: 1, seed: seedOf('conversation', 1) }],
          temperature,
        );
        return { prompt, turns: [...history, ...revised] };
      }),
    ),
};

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}
