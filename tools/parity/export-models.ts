/**
 * Trains adapters on small models, exports them both ways, and writes what our engine computes with them: what export.py
 * compares with PEFT and transformers.
 *
 *     npx tsx tools/parity/export-models.ts FOLDER [MODEL]
 *
 * Without MODEL, a folder or GGUF file, the models are those of `packages/models/src/pretrained/references`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { activate } from '../../packages/compute/src/index.ts';
import { TransformerEngine } from '../../packages/models/src/engine/transformer-engine.ts';
import { exportWeights } from '../../packages/models/src/export/export-weights.ts';
import { openPretrained } from '../../packages/models/src/pretrained/open-pretrained.ts';
import { pretrainedStart } from '../../packages/models/src/pretrained/pretrained-start.ts';
import { familyReferences, folderOf } from '../../packages/models/src/testing/family-references.ts';
import { logitsFrom } from '../../packages/models/src/testing/pretrained-engine.ts';

const ADAM = { learningRate: 1e-2, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, maxGradientNorm: 1 };
const STEPS = 3;
const LORA = { rank: 3, alpha: 5 };

async function exportModel(name: string, model: string, into: string): Promise<void> {
  const { architecture, checkpoint } = await openPretrained(model);
  const sizes = { microBatchTokens: 512, gradientCheckpointing: false, sampleBatch: 8 };
  const settings = { architecture, ends: [0], lora: LORA, ...sizes };
  const start = pretrainedStart(checkpoint, 1);
  const engine = TransformerEngine.initialise(settings, 1, start);
  const { text } = familyReferences;
  const before = await logitsFrom(engine, text, 0);
  const completion = text.slice(1);
  const lesson = { context: text.slice(0, 1), completion, derivatives: completion.map(() => -1) };
  for (let step = 0; step < STEPS; step++) {
    await engine.forwardBackward([lesson]);
    await engine.optimStep(ADAM);
  }
  const after = await logitsFrom(engine, text, 0);
  const weights = join(into, 'weights.safetensors');
  await mkdir(into, { recursive: true });
  await engine.saveWeights(weights);
  engine.dispose();
  for (const [kind, merged, format] of [
    ['adapter', false, 'float32'],
    ['merged', true, 'float32'],
    ['bfloat16', true, 'bfloat16'],
  ] as const) {
    const folder = join(into, kind);
    await mkdir(folder);
    await exportWeights({ settings, start, model }, { weights, folder, merged, format });
  }
  const ours = { name, model, text, before: [...before], after: [...after] };
  await writeFile(join(into, 'ours.json'), JSON.stringify(ours));
}

const [folder, given] = process.argv.slice(2);
if (folder === undefined) throw new Error('name a folder to write to');
await activate('wasm');
const models = given
  ? [{ name: basename(given, '.gguf'), path: given }]
  : familyReferences.models.map(({ name }) => ({ name, path: folderOf(name) }));
for (const { name, path } of models) await exportModel(name, path, join(folder, name));
