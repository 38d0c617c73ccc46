import { UnreadableReply } from './model-classifier.ts';

/**
 * Which of `names` a reply chose, where it was asked for its reasons first and for one name in double brackets at the end:
 * what the last `[[…]]` holds. Throws an `UnreadableReply` where there is none, or none of the names in it.
 */
export function readBracketedChoice<Name extends string>(
  reply: string,
  names: readonly Name[],
): Name {
  const [, last] = [...reply.matchAll(/\[\[([^[\]]*)\]\]/gu)].at(-1) ?? [];
  return choiceIn(last ?? '', names, reply);
}

/** Which of `names` stands in a reply that was to be a name alone. Throws an `UnreadableReply` where it is not one. */
export function readChoice<Name extends string>(reply: string, names: readonly Name[]): Name {
  return choiceIn(reply, names, reply);
}

/** The one name that stands in `text` as a word of its own: `direct` is not in `indirect`, nor in `non-direct`. */
function choiceIn<Name extends string>(text: string, names: readonly Name[], reply: string): Name {
  const words = text.toLowerCase().split(/[^\p{Letter}\p{Number}_-]+/u);
  const [choice, ...others] = names.filter((name) => words.includes(name.toLowerCase()));
  if (choice !== undefined && others.length === 0) return choice;
  throw new UnreadableReply(reply, `one of ${names.join(', ')}`);
}
