import type { Dataset, Split } from '../contracts/dataset.ts';
import { ComponentFault, type ComponentOrigin } from './component-fault.ts';

const SPLITS: readonly Split[] = ['train', 'held-out'];

/** What each field of a prompt has to be; `wants` says it to a user. */
const FIELDS: Readonly<
  Record<string, { readonly fits: (value: unknown) => boolean; readonly wants: string }>
> = {
  id: { fits: isWritten, wants: 'a text that no other prompt has, and the same in every run' },
  text: { fits: isWritten, wants: 'what the user asks' },
  harm: { fits: (value) => value === 'harmful' || value === 'benign', wants: 'harmful or benign' },
  adversarial: { fits: (value) => typeof value === 'boolean', wants: 'true or false' },
  kind: { fits: isWritten, wants: 'the cell of the evaluation that the prompt counts in' },
  source: { fits: (value) => typeof value === 'string', wants: 'where the prompt comes from' },
  traits: { fits: isRecord, wants: 'a record, {} when there is nothing to say' },
};

/**
 * The dataset itself, when its prompts are such that a run can rely on them. Throws, naming the plugin, the prompt and
 * the mend, when `prompts` throws or gives no list, a field is missing or of another type, or two prompts have one id:
 * their random streams would be one too.
 */
export function checkedDataset(dataset: Dataset, origin: ComponentOrigin): Dataset {
  const seen = new Map<string, string>();
  for (const split of SPLITS) {
    const prompts: unknown = dataset.prompts(split);
    if (!Array.isArray(prompts)) {
      throw new ComponentFault(origin, `gave no list of ${split} prompts`, 'Give [] for none');
    }
    prompts.forEach((prompt: unknown, index) => {
      const place = `the ${split} prompt ${index}`;
      const { id } = requirePrompt(prompt, place, origin);
      const earlier = seen.get(id);
      if (earlier !== undefined) {
        throw new ComponentFault(
          origin,
          `gave ${place} and ${earlier} the same id "${id}"`,
          'Give every prompt an id of its own: random streams are derived from it',
        );
      }
      seen.set(id, place);
    });
  }
  return dataset;
}

function requirePrompt(
  prompt: unknown,
  place: string,
  origin: ComponentOrigin,
): { readonly id: string } {
  const record = isRecord(prompt) ? prompt : {};
  for (const [field, { fits, wants }] of Object.entries(FIELDS)) {
    const value = record[field];
    if (fits(value)) continue;
    const shown = JSON.stringify(value) as string | undefined;
    throw new ComponentFault(
      origin,
      `gave ${place} the ${field} ${shown ?? 'undefined'}`,
      `It has to be ${wants}`,
    );
  }
  return record as { readonly id: string };
}

function isWritten(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
