import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Prompt } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { readPrompts } from '../prompts/read-prompts.ts';
import { chosenSet } from '../published/set-choice.ts';
import { instructionAccuracy } from './instruction-accuracy.ts';
import { RULES } from './rules.ts';

// As GitHub has it; the hub's copy fills the arguments up with nulls.
const file = resolve(import.meta.dirname, '../../../../../shared/data/ifeval/input_data.jsonl');
const absent = !existsSync(file);

describe.skipIf(absent)(`the prompts of IFEval${absent ? ` (no ${file})` : ''}`, () => {
  it('have instructions of all 25 rules, with all their arguments', async () => {
    const { set } = chosenSet('ifeval');
    const prompts: Prompt[] = [];
    const rows = readPrompts(
      { ...set, name: set.path, location: file, format: 'jsonl', source: set.source.name },
      { maxMalformedShare: 0, notice: () => expect.unreachable() },
    );
    for await (const prompt of rows) prompts.push(prompt);
    expect(prompts).toHaveLength(541);
    const asked = prompts.flatMap(({ traits }) =>
      (JSON.parse(traits['instructions'] ?? '[]') as readonly { readonly id: string }[]).map(
        ({ id }) => id,
      ),
    );
    expect(asked).toHaveLength(834);
    expect(new Set(asked)).toEqual(new Set(Object.keys(RULES)));

    const accuracy = instructionAccuracy(
      prompts.map((prompt) => ({ prompt, response: 'my answer is yes' })),
    );
    expect(accuracy.instructionStrict).toBeGreaterThan(0.1);
    expect(accuracy.instructionStrict).toBeLessThan(0.4);
  });
});
