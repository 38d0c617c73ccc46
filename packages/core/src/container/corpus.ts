import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { Dataset } from '../contracts/dataset.ts';
import type { Demonstrator } from '../contracts/demonstrator.ts';
import { AGENT_ROLES } from '../contracts/episode.ts';

/** Every text that a run may have to express: prompts of both splits, demonstrations, system prompts. */
export function corpusOf(
  { agents }: ExperimentConfig,
  dataset: Dataset,
  demonstrator: Demonstrator | undefined,
): readonly string[] {
  const prompts = [...dataset.prompts('train'), ...dataset.prompts('held-out')];
  const systemPrompts = AGENT_ROLES.map((role) => agents[role]['systemPrompt']);
  return [
    ...prompts.map(({ text }) => text),
    ...(demonstrator?.lexicon() ?? []),
    ...systemPrompts.filter((prompt) => typeof prompt === 'string'),
  ];
}
