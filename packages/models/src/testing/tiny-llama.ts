import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf } from '../export/model-config.ts';
import { toCheckpoint, checkpointShape } from '../model/checkpoint-layout.ts';
import { randomStart } from '../model/initialisation.ts';
import { weightLayouts } from '../model/parameter-layout.ts';
import { writeSharded } from '../safetensors/write-sharded.ts';
import { readTokenizerFolder } from '../tokenizer/tokenizer-folder.ts';
import { goldenTokens, writeFolder } from './golden-tokens.ts';

/** Small enough that the weights are in several files. */
const SHARD_BYTES = 50_000;

/** Writes a Llama of random weights with a tokenizer of 1,205 tokens, as Hugging Face has a model. */
export async function writeTinyLlama(folder: string): Promise<void> {
  writeFolder(folder, goldenTokens.tokenizers.qwen.files);
  const { vocabulary, endIds } = readTokenizerFolder(folder);
  const architecture = {
    ...{ vocabularySize: vocabulary.size, dim: 16, layers: 1, heads: 2, kvHeads: 1, hiddenDim: 32 },
    ...{ maxPositions: 2048, ropeBase: 10_000, normEpsilon: 1e-5, tieEmbeddings: true },
  };
  const start = randomStart(1);
  const tensors = weightLayouts(architecture).map((layout) => ({
    name: layout.name,
    shape: checkpointShape(layout),
    values: toCheckpoint(layout, start(layout)),
  }));
  await writeSharded(folder, tensors, 'float32', SHARD_BYTES);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(configOf(architecture, endIds)));
}
