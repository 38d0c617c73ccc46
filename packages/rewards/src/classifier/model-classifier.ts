import { messageOf } from '@waltz/core';
import type {
  Classified,
  Classifier,
  JudgedPair,
  JudgingContext,
  Labels,
  Unscored,
} from '@waltz/core';
import { questioner, type Questioner } from '../cache/questioner.ts';
import { ReplyCache } from '../cache/reply-cache.ts';
import type { LanguageModel } from '../transport/language-model.ts';
import { openTransport, TRANSPORT, type TransportOptions } from '../transport/transport-options.ts';

/** How a model is used to label pairs. */
export interface ModelTask<Answer> {
  /** What a reply says. Throws an `UnreadableReply`. */
  read(reply: string): Answer;
  /** The labels of one pair. Throws where `ask` does. */
  label(pair: JudgedPair, ask: Questioner<Answer>, clip: LanguageModel['clip']): Promise<Labels>;
}

/** Options that every classifier with a model has. */
export interface ModelOptions {
  readonly transport: TransportOptions;
  readonly cache: string | null;
}

/** Their convict schema. */
export const MODEL_OPTIONS = {
  transport: TRANSPORT,
  cache: {
    doc: 'Folder that keeps replies, so that none is asked for twice; relative to the working directory. Null keeps none.',
    format: String,
    nullable: true,
    default: 'runs/.replies',
  },
};

/** A reply that is not what was asked for. Its text does not quote it: it may quote the prompt. */
export class UnreadableReply extends Error {
  constructor(reply: string, wanted: string) {
    super(`the reply of ${reply.length} characters cannot be read: ${wanted} was asked for`);
  }
}

/**
 * A classifier that asks a model about every pair, one request a question; what fails is `Unscored`, pair by pair.
 * Throws when the model cannot be made.
 */
export async function modelClassifier<Answer>(
  task: ModelTask<Answer>,
  { transport, cache }: ModelOptions,
  context: Pick<JudgingContext, 'localModels' | 'notice'>,
): Promise<Classifier> {
  const kept = cache === null ? null : new ReplyCache(cache, context.notice);
  const model = await openTransport(transport, context);
  const ask = questioner(model, kept, (reply) => task.read(reply));

  async function classified(pair: JudgedPair): Promise<Classified | Unscored> {
    try {
      return { scored: true, labels: await task.label(pair, ask, model.clip) };
    } catch (error) {
      return { scored: false, reason: messageOf(error) };
    }
  }

  return { classify: (pairs) => Promise.all(pairs.map(classified)) };
}
