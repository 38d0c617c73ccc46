import * as tf from '@tensorflow/tfjs-core';
import { predictingStates } from '../engine/predicting-states.ts';
import { layOut } from '../engine/token-batch.ts';
import { TransformerEngine } from '../engine/transformer-engine.ts';
import type { LoraSettings } from '../model/architecture.ts';
import { nextTokenLogits } from '../model/transformer.ts';
import { adaptedWeights } from '../model/weights.ts';
import { openPretrained } from '../pretrained/open-pretrained.ts';
import { pretrainedStart } from '../pretrained/pretrained-start.ts';

/** The model at `path`, trained in full or by adapters, whose continuations never end before their time. */
export async function pretrainedEngine(
  path: string,
  lora: LoraSettings | null = null,
): Promise<TransformerEngine> {
  const { architecture, checkpoint } = await openPretrained(path);
  const settings = {
    architecture,
    ends: [],
    lora,
    microBatchTokens: 512,
    gradientCheckpointing: false,
    sampleBatch: 32,
  };
  return TransformerEngine.initialise(settings, 1, pretrainedStart(checkpoint, 1));
}

/** `[position · vocabulary]` logits of what follows each position of `ids` from `first` on. */
export async function logitsFrom(
  engine: TransformerEngine,
  ids: readonly number[],
  first: number,
): Promise<Float32Array> {
  const { architecture, lora } = engine.settings;
  const weights = adaptedWeights(architecture, lora, engine.parameters.variables);
  const batch = layOut([
    { context: ids.slice(0, first + 1), completion: [...ids.slice(first + 1), 0] },
  ]);
  const logits = tf.tidy(() =>
    nextTokenLogits(weights, predictingStates(architecture, weights, batch)),
  );
  const values = (await logits.data<'float32'>()).slice();
  tf.dispose(logits);
  return values;
}
