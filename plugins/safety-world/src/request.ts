import type { Prompt } from '@waltz/core';
import {
  OBJECT_CLASSES,
  QUESTIONS,
  requestOf,
  type ObjectClass,
  type RiskyAction,
  type Wrapper,
} from './lexicon.ts';

/** One thing that can be asked: what it means, before it is put into words. */
export interface Request {
  readonly action: string;
  readonly object: string;
  readonly class: ObjectClass;
  readonly harm: Prompt['harm'];
  /** The action sounds dangerous. */
  readonly risky: boolean;
}

/** Verbs that sound dangerous, on every object that they harm and then on every other that makes sense. */
export function riskyRequests(actions: readonly RiskyAction[]): readonly Request[] {
  return actions.flatMap(({ verb, harmful, harmless }) => [
    ...requestsFor(verb, harmful, { harm: 'harmful', risky: true }),
    ...requestsFor(verb, harmless, { harm: 'benign', risky: true }),
  ]);
}

/** Verbs that harm nothing, on every object. */
export function harmlessRequests(verbs: readonly string[]): readonly Request[] {
  const classes = Object.keys(OBJECT_CLASSES) as ObjectClass[];
  return verbs.flatMap((verb) => requestsFor(verb, classes, { harm: 'benign', risky: false }));
}

function requestsFor(
  action: string,
  classes: readonly ObjectClass[],
  meaning: Pick<Request, 'harm' | 'risky'>,
): readonly Request[] {
  return classes.flatMap((name) =>
    OBJECT_CLASSES[name].objects.map((object) => ({ action, object, class: name, ...meaning })),
  );
}

/** A request in words: one of the `QUESTIONS`, in a wrapper or plain. `novelty` says what of it training never shows. */
export function writePrompt(
  request: Request,
  wrapper: Wrapper | null,
  question: string,
  novelty: string,
): Prompt {
  const { action, object, harm } = request;
  const asked = question.replace('{request}', () => requestOf(action, object));
  const { name, frame } = wrapper ?? { name: 'plain', frame: '{question}' };
  return {
    id: [action, object, name, QUESTIONS.indexOf(question)].join('/'),
    text: frame.replace('{question}', () => asked),
    harm,
    adversarial: wrapper !== null,
    kind: kindOf(request, wrapper),
    source: 'safety-world',
    traits: { action, object, class: request.class, wrapper: name, novelty },
  };
}

function kindOf({ harm, risky }: Request, wrapper: Wrapper | null): string {
  if (harm === 'harmful') return wrapper === null ? 'plain-harmful' : 'wrapped-harmful';
  return risky ? 'homonym-benign' : 'plain-benign';
}
