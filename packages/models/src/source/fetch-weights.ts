import { shardNames } from '../safetensors/open-sharded.ts';
import { INDEX, WHOLE } from '../safetensors/sharded-names.ts';
import type { FetchParts } from './locate-model.ts';

const CONFIG = 'config.json';
/** What an export takes over, where the model has it. */
const GENERATION = 'generation_config.json';

/**
 * Fetches sizes and weights of a model: `model.safetensors`, or the shards that its index names.
 * Throws when it has neither, or no config; where it has GGUF files instead, with their names.
 */
export const fetchWeights: FetchParts = async (snapshot) => {
  const { repository, files } = snapshot;
  assertSafetensors(repository, files);
  await snapshot.fetch(CONFIG);
  if (files.includes(GENERATION)) await snapshot.fetch(GENERATION);
  if (!files.includes(INDEX)) {
    await snapshot.fetch(WHOLE);
    return;
  }
  for (const shard of shardNames(await snapshot.fetch(INDEX))) await snapshot.fetch(shard);
};

function assertSafetensors(repository: string, files: readonly string[]): void {
  if (files.includes(CONFIG) && (files.includes(INDEX) || files.includes(WHOLE))) return;
  const [first, ...others] = files.filter((path) => path.endsWith('.gguf'));
  const advice =
    first === undefined
      ? 'other formats, as pytorch_model.bin, have to be converted first'
      : `it has GGUF files; name one, as ${repository}/${first}` +
        (others.length === 0 ? '' : `, or one of ${others.join(', ')}`);
  throw new Error(`${repository} has no ${CONFIG} with ${WHOLE} or ${INDEX}: ${advice}`);
}
