import { didYouMean, type Prompt } from '@waltz/core';
import type { RuleArguments } from './rule.ts';
import { RULES } from './rules.ts';

/** A prompt of the set `ifeval`, and what a model answered. */
export interface Answer {
  readonly prompt: Pick<Prompt, 'id' | 'traits'>;
  readonly response: string;
}

/** Shares between 0 and 1: of prompts whose instructions are all followed, and of instructions that are. */
export interface InstructionAccuracy {
  readonly promptStrict: number;
  readonly instructionStrict: number;
  readonly promptLoose: number;
  readonly instructionLoose: number;
}

/**
 * The four figures of IFEval. An instruction is followed strictly when the response follows it, and loosely when one of
 * its variants does: without its first line, its last line or both, each with and without asterisks. An empty response
 * follows none. Throws when there is no answer, and when a prompt is not of IFEval.
 */
export function instructionAccuracy(answers: readonly Answer[]): InstructionAccuracy {
  if (answers.length === 0) throw new Error('accuracy needs at least one answer');
  const strict = answers.map((answer) => followed(answer, [answer.response]));
  const loose = answers.map((answer) => followed(answer, looseVariants(answer.response)));
  return {
    promptStrict: shareOf(answers.map(followsAll)),
    instructionStrict: shareOf(strict.flat()),
    promptLoose: shareOf(loose.map((ofPrompt) => ofPrompt.every(Boolean))),
    instructionLoose: shareOf(loose.flat()),
  };
}

/** Whether a response follows all instructions of its prompt, strictly. Throws when the prompt is not of IFEval. */
export function followsAll(answer: Answer): boolean {
  return followed(answer, [answer.response]).every(Boolean);
}

/** `[instruction]` Whether one of the responses follows it. */
function followed({ prompt }: Answer, responses: readonly string[]): readonly boolean[] {
  const written = responses.filter((response) => response.trim() !== '');
  return instructionsOf(prompt).map(({ id, ...given }) => {
    const rule = Object.hasOwn(RULES, id) ? RULES[id] : undefined;
    if (rule === undefined) {
      const known = Object.keys(RULES);
      throw new Error(`${prompt.id} has an unknown instruction "${id}".${didYouMean(id, known)}`);
    }
    return written.some((response) => rule(response, given));
  });
}

function instructionsOf({
  id,
  traits,
}: Answer['prompt']): readonly (RuleArguments & { readonly id: string })[] {
  const { instructions } = traits;
  if (instructions === undefined) {
    throw new Error(`${id} has no instructions: give prompts of the published set ifeval`);
  }
  // The set's reader has written them.
  return JSON.parse(instructions) as readonly (RuleArguments & { readonly id: string })[];
}

function looseVariants(response: string): readonly string[] {
  const lines = response.split('\n');
  const variants = [
    response,
    lines.slice(1).join('\n').trim(),
    lines.slice(0, -1).join('\n').trim(),
    lines.slice(1, -1).join('\n').trim(),
  ];
  return [...variants, ...variants.map((variant) => variant.replaceAll('*', ''))];
}

function shareOf(values: readonly boolean[]): number {
  return values.filter(Boolean).length / values.length;
}
