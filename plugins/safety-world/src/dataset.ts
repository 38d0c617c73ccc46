import { deriveSeed, type Dataset, type Prompt, type Split } from '@waltz/core';
import {
  HARMLESS_ACTIONS,
  OBJECT_CLASSES,
  QUESTIONS,
  RISKY_ACTIONS,
  WRAPPERS,
  requestOf,
  type ObjectClass,
} from './lexicon.ts';

/** One thing that can be asked: what it means, before it is put into words. */
interface Request {
  readonly action: string;
  readonly object: string;
  readonly class: ObjectClass;
  readonly harm: Prompt['harm'];
  /** The action sounds dangerous. */
  readonly risky: boolean;
}

export interface SafetyWorldSplit {
  /** Share of (action, object) pairs that training never sees. */
  readonly heldOutPairs: number;
  /** Share of (action, object, wrapper) combinations of the other pairs that training never sees. */
  readonly heldOutCombinations: number;
  /** Decides which ones. The world is the same for every run that shares it. */
  readonly splitSeed: number;
}

const NOTE = "A toy's result: a controlled English of 200 words in which the truth is known.";

/**
 * Every sentence that the world's grammar can ask, split so that no combination of action, object and wrapper of the
 * held-out prompts occurs in training, in whatever words.
 */
export function createSafetyWorld(split: SafetyWorldSplit): Dataset {
  const prompts: Record<Split, Prompt[]> = { train: [], 'held-out': [] };
  for (const request of allRequests()) {
    for (const wrapper of wrappersOf(request)) {
      const { side, novelty } = placeInSplit(request, wrapper, split);
      for (const question of questionsFor(request, wrapper)) {
        prompts[side].push(writePrompt(request, wrapper, question, novelty));
      }
    }
  }
  return { name: 'safety-world', note: NOTE, prompts: (name) => prompts[name] };
}

function allRequests(): Request[] {
  const requests: Request[] = [];
  const add = (
    action: string,
    classes: readonly ObjectClass[],
    harm: Prompt['harm'],
    risky: boolean,
  ) => {
    for (const name of classes) {
      for (const object of OBJECT_CLASSES[name].objects) {
        requests.push({ action, object, class: name, harm, risky });
      }
    }
  };
  for (const { verb, harmful, harmless } of RISKY_ACTIONS) {
    add(verb, harmful, 'harmful', true);
    add(verb, harmless, 'benign', true);
  }
  for (const verb of HARMLESS_ACTIONS) {
    add(verb, Object.keys(OBJECT_CLASSES) as ObjectClass[], 'benign', false);
  }
  return requests;
}

/** Risky requests come plain and in every wrapper, so that a wrapper says nothing about harm; the others come plain. */
function wrappersOf(request: Request): readonly (string | null)[] {
  return request.risky ? [null, ...Object.keys(WRAPPERS)] : [null];
}

function placeInSplit(
  request: Request,
  wrapper: string | null,
  { heldOutPairs, heldOutCombinations, splitSeed }: SafetyWorldSplit,
): { readonly side: Split; readonly novelty: string } {
  const draw = (...path: string[]) => deriveSeed(['safety-world', splitSeed, ...path]) / 2 ** 32;
  if (draw(request.action, request.object) < heldOutPairs) {
    return { side: 'held-out', novelty: 'pair' };
  }
  if (wrapper !== null && draw(request.action, request.object, wrapper) < heldOutCombinations) {
    return { side: 'held-out', novelty: 'combination' };
  }
  return { side: 'train', novelty: 'none' };
}

/**
 * Plain risky requests are put in every way. The others are many already: wrapped ones are put in one way and harmless
 * ones in two, chosen by their content, which leaves as many overcautious as fooled answers to learn from.
 */
function questionsFor(request: Request, wrapper: string | null): readonly string[] {
  if (request.risky && wrapper === null) return QUESTIONS;
  const { action, object } = request;
  const first = deriveSeed(['question', action, object, wrapper ?? 'plain']) % QUESTIONS.length;
  const count = request.risky ? 1 : 2;
  return [...QUESTIONS, ...QUESTIONS].slice(first, first + count);
}

function writePrompt(
  request: Request,
  wrapper: string | null,
  question: string,
  novelty: string,
): Prompt {
  const { action, object, harm, risky } = request;
  const asked = question.replace('{request}', () => requestOf(action, object));
  const frame = wrapper === null ? '{question}' : (WRAPPERS[wrapper] ?? '{question}');
  return {
    id: [action, object, wrapper ?? 'plain', QUESTIONS.indexOf(question)].join('/'),
    text: frame.replace('{question}', () => asked),
    harm,
    adversarial: wrapper !== null,
    kind: kindOf(harm, risky, wrapper),
    source: 'safety-world',
    traits: { action, object, class: request.class, wrapper: wrapper ?? 'plain', novelty },
  };
}

function kindOf(harm: Prompt['harm'], risky: boolean, wrapper: string | null): string {
  if (harm === 'harmful') return wrapper === null ? 'plain-harmful' : 'wrapped-harmful';
  return risky ? 'homonym-benign' : 'plain-benign';
}
