import { markdownTable } from '@waltz/report';
import type { ExportedPolicy, RunEnvironment, RunSummary } from '@waltz/core';
import { evaluationRows } from '../evaluation-rows.ts';
import { percent } from '../percent.ts';
import { shortCommit } from '../seeds-table.ts';

/** What a card tells of a run. */
export interface CardSource {
  readonly experiment: string;
  readonly seed: number;
  /** Name of the run's folder. */
  readonly identity: string;
  /** Null when the run recorded none. */
  readonly environment: RunEnvironment | null;
  /** Null when the run is not finished. */
  readonly summary: RunSummary | null;
  /** After how many steps the exported checkpoint was taken; null for the final weights. */
  readonly step: number | null;
}

/** The `README.md` of exported weights, with the front matter that Hugging Face reads. */
export function modelCard(run: CardSource, policy: ExportedPolicy): string {
  const { experiment, seed, identity, environment, step } = run;
  const speakers = policy.agents.join(' and ');
  const library = policy.kind === 'adapter' ? 'peft' : 'transformers';
  const overrides = environment?.overrides ?? [];
  const named = overrides.some((word) => word.startsWith('seed='));
  const words = [experiment, ...(named ? [] : [`seed=${seed}`]), ...overrides];
  return [
    `---\nlibrary_name: ${library}\ntags: [waltz, waltzrl, research]\n---`,
    `# ${experiment}: ${speakers}`,
    'A research artefact: what one training run of Waltz has left. Nobody has checked that it is safe or fit for any use.',
    markdownTable([
      ['', 'is'],
      [
        'holds',
        `${whatIs(policy)}, for the ${speakers} agent${policy.agents.length > 1 ? 's' : ''}`,
      ],
      ['base model', policy.base === null ? 'none: weights started at random' : policy.base],
      ['run', `${experiment}/${identity}, seed ${seed}`],
      ['weights', step === null ? 'final' : `checkpoint after ${step} steps`],
      ['made by', `\`npx waltz run ${words.join(' ')}\``],
      ['code', shortCommit(environment?.gitCommit ?? null)],
    ]),
    figures(run),
    ...policy.notes,
  ]
    .join('\n\n')
    .concat('\n');
}

function whatIs({ kind }: ExportedPolicy): string {
  return kind === 'adapter' ? 'LoRA adapters alone' : 'a whole model';
}

/** A checkpoint was not evaluated as it is. */
function figures({ summary, step }: CardSource): string {
  const final = step === null ? summary?.evaluations['final'] : undefined;
  if (summary === null || final === undefined) return 'These weights were not evaluated.';
  const rows = evaluationRows([final]).flatMap(({ label, of }) => {
    const estimate = of(final);
    return estimate ? [[label, percent(estimate), String(estimate.n)]] : [];
  });
  return [
    'The final evaluation of both agents together, on held-out prompts:',
    markdownTable([['', 'share', 'of'], ...rows]),
    ...summary.notes,
  ].join('\n\n');
}
