import type { Prompt } from '@waltz/core';
import { readRows, type RowFile } from '../rows/read-rows.ts';
import type { RowRules } from '../rows/row-report.ts';
import type { TableRow } from '../table/table.ts';
import type { PromptDraft } from './prompt-draft.ts';

/** A file of prompts on this machine, and what its rows mean. */
export interface PromptFile extends RowFile<PromptDraft> {
  /** Becomes `Prompt.source`. */
  readonly source: string;
}

/** Half of a surrogate pair, which no tokenizer can express; JSON can hold it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The prompts of one file, as `readRows` reads them. Their ids are `name:id`, or `name:line` where they have none. */
export async function* readPrompts(file: PromptFile, rules: RowRules): AsyncGenerator<Prompt> {
  const ids = new Set<string>();
  const flawOf = (draft: PromptDraft, row: TableRow): string | null => {
    if (draft.text.trim() === '') return 'no text';
    if (LONE_SURROGATE.test(draft.text)) return 'a text that is not Unicode';
    if (idOf(draft, row) === '') return 'no id';
    return ids.has(idOf(draft, row)) ? 'a repeated id' : null;
  };
  for await (const { item, row } of readRows(file, rules, flawOf)) {
    const { text, harm, adversarial, kind, traits } = item;
    const id = idOf(item, row);
    ids.add(id);
    yield {
      id: `${file.name}:${id}`,
      text,
      harm,
      adversarial,
      kind,
      source: file.source,
      traits,
    };
  }
}

function idOf({ id }: PromptDraft, { line }: TableRow): string {
  return id ?? String(line);
}
