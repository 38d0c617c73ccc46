import { deriveSeed, type Dataset, type Prompt, type Split } from '@waltz/core';
import { unseenVerbs, unseenWrappers } from './benchmarks.ts';
import { HARMLESS_ACTIONS, QUESTIONS, RISKY_ACTIONS, WRAPPERS, type Wrapper } from './lexicon.ts';
import { harmlessRequests, riskyRequests, writePrompt, type Request } from './request.ts';

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
 * held-out prompts occurs in training, in whatever words. The benchmarks go further: wrappers, and verbs, that occur in
 * neither.
 */
export function createSafetyWorld(split: SafetyWorldSplit): Dataset {
  const prompts: Record<Split, Prompt[]> = { train: [], 'held-out': [] };
  const requests = [...riskyRequests(RISKY_ACTIONS), ...harmlessRequests(HARMLESS_ACTIONS)];
  for (const request of requests) {
    for (const wrapper of wrappersOf(request)) {
      const { side, novelty } = placeInSplit(request, wrapper?.name ?? null, split);
      for (const question of questionsFor(request, wrapper?.name ?? null)) {
        prompts[side].push(writePrompt(request, wrapper, question, novelty));
      }
    }
  }
  return {
    name: 'safety-world',
    note: NOTE,
    prompts: (name) => prompts[name],
    benchmarks: { 'unseen-wrappers': unseenWrappers(), 'unseen-verbs': unseenVerbs() },
  };
}

/** Risky requests come plain and in every wrapper, so that a wrapper says nothing about harm; the others come plain. */
function wrappersOf(request: Request): readonly (Wrapper | null)[] {
  return request.risky ? [null, ...WRAPPERS] : [null];
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
