import type { ConversationAgent, FeedbackAgent } from '../contracts/agent.ts';
import type { Turn } from '../contracts/episode.ts';
import type { Prompt } from '../contracts/prompt.ts';
import {
  ComponentFault,
  faultOfThrown,
  requireOneEach,
  type ComponentOrigin,
} from './component-fault.ts';

/** A conversation agent whose turns fit what it was asked; it throws, naming plugin, prompt and mend, where they do not. */
export function checkedConversationAgent(
  agent: ConversationAgent,
  origin: ComponentOrigin,
): ConversationAgent {
  return {
    contextOf: (messages) => agent.contextOf(messages),
    respond: (requests, temperature) =>
      askForTurns('response', origin, requests, () => agent.respond(requests, temperature)),
  };
}

/** A feedback agent whose turns fit what it was asked; it throws, naming plugin, prompt and mend, where they do not. */
export function checkedFeedbackAgent(agent: FeedbackAgent, origin: ComponentOrigin): FeedbackAgent {
  return {
    contextOf: (messages) => agent.contextOf(messages),
    review: (requests, temperature) =>
      askForTurns('feedback', origin, requests, () => agent.review(requests, temperature)),
  };
}

interface Request {
  readonly prompt: Prompt;
  readonly round: number;
}

async function askForTurns<Written extends Turn>(
  kind: Written['kind'],
  origin: ComponentOrigin,
  requests: readonly Request[],
  ask: () => Promise<readonly Written[]>,
): Promise<readonly Written[]> {
  let turns: readonly Written[];
  try {
    turns = await ask();
  } catch (error) {
    throw faultOfThrown(origin, error);
  }
  requireOneEach(origin, turns, 'turns', { count: requests.length, things: 'requests' });
  requests.forEach(({ prompt, round }, index) => {
    // A plugin in plain JavaScript is held to no type.
    const fault = faultOfTurn(turns[index], kind, round);
    if (fault === null) return;
    const place = `the turn of round ${round} on prompt ${prompt.id}`;
    throw new ComponentFault(origin, `gave ${place} ${fault.what}`, fault.mend);
  });
  return turns;
}

function faultOfTurn(
  turn: Partial<Turn> | undefined,
  kind: Turn['kind'],
  round: number,
): { readonly what: string; readonly mend: string } | null {
  if (turn?.kind !== kind) {
    return { what: `the kind ${String(turn?.kind)}`, mend: `Its kind is "${kind}"` };
  }
  if (turn.round !== round) {
    return { what: `the round ${String(turn.round)}`, mend: 'Its round is that of the request' };
  }
  const { completion, context } = turn;
  if (!Array.isArray(context)) {
    return { what: 'no context', mend: 'Keep the tokens that the engine was asked to continue' };
  }
  const tokens = completion?.tokens.length;
  const logprobs = completion?.logprobs.length;
  if (typeof completion?.text !== 'string' || tokens === undefined || tokens !== logprobs) {
    return {
      what: `${tokens ?? 'no'} tokens, ${logprobs ?? 'no'} log-probabilities and ${completion?.text === undefined ? 'no' : 'a'} text`,
      mend: 'Keep what engine.sample gave, which has one log-probability a token, and add its text',
    };
  }
  if (turn.kind === 'feedback' && turn.parsed === undefined) {
    return { what: 'no parse', mend: 'Give its four fields as `parsed`, or null when malformed' };
  }
  return null;
}
