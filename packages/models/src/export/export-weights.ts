import type { ExportedWeights, WeightsExport } from '@waltz/core';
import { cachedModel } from '@waltz/hub';
import { TransformerEngine, type TransformerSettings } from '../engine/transformer-engine.ts';
import type { StartingValues } from '../model/initialisation.ts';
import { writeHuggingFaceFolder } from './hugging-face-folder.ts';
import { writePeftAdapter } from './peft-adapter.ts';
import { assertPublishedBase } from './published-base.ts';

/** The engines whose weights are exported: their settings, what they start from, and the published model, if any. */
export interface ExportSource {
  readonly settings: TransformerSettings;
  readonly start: StartingValues;
  /** Path of the folder or GGUF file that the weights started from; null where they started at random. */
  readonly model: string | null;
}

/**
 * Writes what an engine saved into an empty folder: its adapters as PEFT has them, or the whole model as Hugging Face
 * has it. Throws when the file is not of such an engine, or when adapters are asked for that belong to no published model.
 */
export async function exportWeights(
  { settings, start, model }: ExportSource,
  { weights, folder, merged, format }: WeightsExport,
): Promise<ExportedWeights> {
  const { architecture, lora, ends } = settings;
  const engine = TransformerEngine.initialise(settings, 0, start);
  try {
    await engine.loadWeights(weights, { optimiser: false });
    const { parameters } = engine;
    if (lora === null || merged) {
      const notes = await writeHuggingFaceFolder(folder, {
        architecture,
        ends,
        parameters,
        model,
        format,
      });
      return { kind: 'model', base: model, notes };
    }
    const path = await assertPublishedBase(parameters, start, model);
    const cached = cachedModel(path);
    const base = { name: cached?.repository ?? path, revision: cached?.revision ?? null };
    await writePeftAdapter(folder, { parameters, lora, base, format });
    return { kind: 'adapter', base: base.name, notes: adapterNotes(path) };
  } finally {
    engine.dispose();
  }
}

function adapterNotes(path: string): readonly string[] {
  return path.endsWith('.gguf')
    ? [
        `The base is a GGUF file, which PEFT does not open by its path: load ${path} by the gguf_file of transformers, ` +
          'or take an export with --merged.',
      ]
    : [];
}
