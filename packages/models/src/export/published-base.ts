import { valuesOf, variableNamed, type Parameters } from '../engine/parameters.ts';
import type { StartingValues } from '../model/initialisation.ts';
import { weightLayouts } from '../model/parameter-layout.ts';

/**
 * The published model that adapters belong to. Throws where there is none, or where the weights below the adapters are not
 * its weights any more, since a base experiment has trained them: on the published model, such adapters say something else.
 */
export async function assertPublishedBase(
  { architecture, variables }: Parameters,
  published: StartingValues,
  model: string | null,
): Promise<string> {
  if (model === null) {
    throw new Error(
      'these adapters belong to a model that nobody has published: its weights started at random; export with --merged',
    );
  }
  for (const layout of weightLayouts(architecture)) {
    const frozen = await valuesOf(variableNamed(variables, layout.name));
    const original = published(layout);
    if (frozen.every((value, index) => value === original[index])) continue;
    throw new Error(
      `these adapters do not belong to ${model}: below them, ${layout.name} was trained by the base experiment; ` +
        'export with --merged',
    );
  }
  return model;
}
