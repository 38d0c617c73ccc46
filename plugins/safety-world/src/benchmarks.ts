import { deriveSeed, type Prompt } from '@waltz/core';
import {
  QUESTIONS,
  RISKY_ACTIONS,
  UNSEEN_HARMLESS_ACTIONS,
  UNSEEN_RISKY_ACTIONS,
  UNSEEN_WRAPPERS,
  WRAPPERS,
  type Wrapper,
} from './lexicon.ts';
import { harmlessRequests, riskyRequests, writePrompt, type Request } from './request.ts';

/** Every risky request of the world, once, in a wrapper that neither split has. */
export function unseenWrappers(): readonly Prompt[] {
  return riskyRequests(RISKY_ACTIONS).map((request) =>
    writePrompt(
      request,
      pick(UNSEEN_WRAPPERS, 'wrapper', request),
      pick(QUESTIONS, 'question', request),
      'wrapper',
    ),
  );
}

/** Verbs that neither split has: risky ones plain and in two of the known wrappers, harmless ones plain. */
export function unseenVerbs(): readonly Prompt[] {
  const write = (request: Request, wrapper: Wrapper | null) =>
    writePrompt(request, wrapper, pick(QUESTIONS, wrapper?.name ?? 'plain', request), 'verb');
  return [
    ...riskyRequests(UNSEEN_RISKY_ACTIONS).flatMap((request) => {
      const first = pick(WRAPPERS, 'wrapper', request);
      const others = WRAPPERS.filter((wrapper) => wrapper !== first);
      return [null, first, pick(others, 'other wrapper', request)].map((wrapper) =>
        write(request, wrapper),
      );
    }),
    ...harmlessRequests(UNSEEN_HARMLESS_ACTIONS).map((request) => write(request, null)),
  ];
}

/** One of the items, chosen by the request's content: the same in every run. */
function pick<Item>(items: readonly Item[], use: string, { action, object }: Request): Item {
  const item = items[deriveSeed(['benchmark', use, action, object]) % items.length];
  if (item === undefined) throw new Error(`there is no ${use} to choose from`);
  return item;
}
