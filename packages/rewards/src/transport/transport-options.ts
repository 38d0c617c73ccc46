import { componentConfig, oneOf, type JudgingContext, type LocalModelConfig } from '@waltz/core';
import { inProcessModel } from '../local/in-process-model.ts';
import { openServer } from '../server/open-server.ts';
import { SERVER_OPTIONS, type ServerOptions } from '../server/server-options.ts';
import type { LanguageModel } from './language-model.ts';

/** How a classifier comes by its model. */
export type TransportOptions =
  | ({ readonly type: 'server' } & ServerOptions)
  | ({ readonly type: 'in-process' } & LocalModelConfig);

/** Convict schema of a `transport:` block. */
export const TRANSPORT = oneOf<TransportOptions>('transport', {
  server: SERVER_OPTIONS,
  'in-process': {
    engine: componentConfig('engine', 'The model, as an experiment names its own.'),
    tokenizer: componentConfig('tokenizer', 'That of the same model.'),
  },
});

/** The model that a classifier asks. Throws when it cannot be made, as when a file is missing. */
export async function openTransport(
  transport: TransportOptions,
  { localModels, notice }: Pick<JudgingContext, 'localModels' | 'notice'>,
): Promise<LanguageModel> {
  if (transport.type === 'server') return openServer(transport, notice);
  return inProcessModel(await localModels.model(transport));
}
