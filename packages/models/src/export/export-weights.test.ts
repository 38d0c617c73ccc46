import { activate } from '@waltz/compute';
import type { DifferentiatedSequence } from '@waltz/core';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TransformerEngine } from '../engine/transformer-engine.ts';
import { randomStart } from '../model/initialisation.ts';
import { openPretrained } from '../pretrained/open-pretrained.ts';
import { pretrainedStart } from '../pretrained/pretrained-start.ts';
import { openSafetensors } from '../safetensors/open-safetensors.ts';
import { familyReferences, folderOf } from '../testing/family-references.ts';
import { pretrainedEngine } from '../testing/pretrained-engine.ts';
import { ADAM, greatestDifference, TINY } from '../testing/tiny-engine.ts';
import { exportWeights, type ExportSource } from './export-weights.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-export-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

function emptyFolder(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

const LORA = { rank: 3, alpha: 5 };
const PASSES = { microBatchTokens: 512, gradientCheckpointing: false, sampleBatch: 8 };
const [first = 0, ...completion] = familyReferences.text;
const LESSON: DifferentiatedSequence = {
  context: [first],
  completion,
  derivatives: completion.map(() => -1),
};

async function sourceOf(name: string, lora: typeof LORA | null): Promise<ExportSource> {
  const model = folderOf(name);
  const { architecture, checkpoint } = await openPretrained(model);
  const settings = { architecture, ends: [0], lora, ...PASSES };
  return { settings, start: pretrainedStart(checkpoint, 1), model };
}

/** An engine that has taken two steps, and where it saved its weights. */
async function trained({ settings, start }: ExportSource) {
  const engine = TransformerEngine.initialise(settings, 1, start);
  for (let step = 0; step < 2; step++) {
    await engine.forwardBackward([LESSON]);
    await engine.optimStep(ADAM);
  }
  const weights = join(emptyFolder(), 'weights.safetensors');
  await engine.saveWeights(weights);
  return { engine, weights };
}

const readJson = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('an export', () => {
  beforeAll(() => activate('wasm'));

  it.each(familyReferences.models.map(({ name }) => name))(
    'of %s, merged, computes what was trained',
    async (name) => {
      const source = await sourceOf(name, LORA);
      const { engine, weights } = await trained(source);
      const folder = emptyFolder();
      const how = { weights, folder, merged: true, format: 'float32' as const };
      expect(await exportWeights(source, how)).toMatchObject({
        kind: 'model',
        base: source.model,
      });
      const again = await pretrainedEngine(folder);
      const trainedLogprobs = await engine.logprobs([LESSON]);
      expect(greatestDifference(await again.logprobs([LESSON]), trainedLogprobs)).toBeLessThan(
        1e-5,
      );
      const untrained = await pretrainedEngine(folderOf(name));
      expect(
        greatestDifference(await untrained.logprobs([LESSON]), trainedLogprobs),
      ).toBeGreaterThan(1e-2);
      for (const each of [engine, again, untrained]) each.dispose();
    },
  );

  it('of all weights needs no merging, and halves its size in bfloat16', async () => {
    const source = await sourceOf('qwen3', null);
    const { engine, weights } = await trained(source);
    const folder = emptyFolder();
    const how = { weights, folder, merged: false, format: 'bfloat16' as const };
    expect(await exportWeights(source, how)).toMatchObject({ kind: 'model' });
    expect(readJson(folder, 'config.json')).toMatchObject({ torch_dtype: 'bfloat16' });
    const again = await pretrainedEngine(folder);
    const difference = greatestDifference(
      await again.logprobs([LESSON]),
      await engine.logprobs([LESSON]),
    );
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(0.2);
    for (const each of [engine, again]) each.dispose();
  });

  it('of adapters has the names, shapes and numbers of PEFT', async () => {
    const source = await sourceOf('qwen2', LORA);
    const { engine, weights } = await trained(source);
    const folder = emptyFolder();
    const how = { weights, folder, merged: false, format: 'float32' as const };
    expect(await exportWeights(source, how)).toEqual({
      kind: 'adapter',
      base: source.model,
      notes: [],
    });
    engine.dispose();
    expect(readJson(folder, 'adapter_config.json')).toMatchObject({
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: source.model,
      revision: null,
      r: 3,
      lora_alpha: 5,
      target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
      bias: 'none',
      fan_in_fan_out: false,
      use_rslora: false,
    });
    const [file, saved] = [join(folder, 'adapter_model.safetensors'), weights].map(openSafetensors);
    const { layers, dim, hiddenDim } = source.settings.architecture;
    expect(file?.shapes.size).toBe(layers * 7 * 2);
    const stem = 'model.layers.1.mlp.gate_proj';
    for (const [part, shape] of [
      ['lora_A', [3, dim]],
      ['lora_B', [hiddenDim, 3]],
    ] as const) {
      const name = `${stem}.${part}.weight`;
      expect(file?.shapes.get(`base_model.model.${name}`)).toEqual(shape);
      expect(file?.read(`base_model.model.${name}`)).toEqual(saved?.read(name));
    }
  });

  it('of adapters beside a model of the hub names it as the hub does', async () => {
    const cache = emptyFolder();
    vi.stubEnv('XDG_CACHE_HOME', cache);
    const commit = 'a'.repeat(40);
    const model = join(cache, 'waltz/models/hugging-face/open/qwen', commit);
    cpSync(folderOf('qwen2'), model, { recursive: true });
    const { engine, weights } = await trained(await sourceOf('qwen2', LORA));
    engine.dispose();
    const folder = emptyFolder();
    const source = { ...(await sourceOf('qwen2', LORA)), model };
    const how = { weights, folder, merged: false, format: 'float32' as const };
    expect(await exportWeights(source, how)).toMatchObject({ base: 'open/qwen' });
    expect(readJson(folder, 'adapter_config.json')).toMatchObject({
      base_model_name_or_path: 'open/qwen',
      revision: commit,
    });
    vi.unstubAllEnvs();
  });

  it('of adapters on some projections names those alone', async () => {
    const { settings, ...published } = await sourceOf('qwen2', LORA);
    const projections = ['v_proj', 'q_proj'] as const;
    const source = { ...published, settings: { ...settings, lora: { ...LORA, projections } } };
    const { engine, weights } = await trained(source);
    engine.dispose();
    const folder = emptyFolder();
    await exportWeights(source, { weights, folder, merged: false, format: 'float32' });
    expect(readJson(folder, 'adapter_config.json')).toMatchObject({
      target_modules: ['q_proj', 'v_proj'],
    });
    const { shapes } = openSafetensors(join(folder, 'adapter_model.safetensors'));
    expect(shapes.size).toBe(settings.architecture.layers * 2 * 2);
  });

  it('of adapters is refused where they belong to no published model', async () => {
    const settings = { architecture: TINY, ends: [0], lora: LORA, ...PASSES };
    const source = { settings, start: randomStart(1), model: null };
    const engine = TransformerEngine.initialise(settings, 1);
    const weights = join(emptyFolder(), 'weights.safetensors');
    await engine.saveWeights(weights);
    engine.dispose();
    const folder = emptyFolder();
    const how = { weights, folder, merged: false, format: 'float32' as const };
    await expect(exportWeights(source, how)).rejects.toThrow(/nobody has published.*--merged/);
    expect(existsSync(join(folder, 'adapter_config.json'))).toBe(false);
    expect(await exportWeights(source, { ...how, merged: true })).toMatchObject({
      base: null,
      notes: [expect.stringMatching(/no tokenizer files/)],
    });
    expect(readJson(folder, 'config.json')).toMatchObject({ model_type: 'llama' });
  });
});
