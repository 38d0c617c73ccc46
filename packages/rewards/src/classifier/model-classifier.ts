import type { Classified, Classifier, JudgedPair, Labels, RunContext, Unscored } from '@waltz/core';
import { questioner, type Questioner } from '../cache/questioner.ts';
import { ReplyCache } from '../cache/reply-cache.ts';
import { openServer } from '../server/open-server.ts';
import { SERVER_OPTIONS, type ServerOptions } from '../server/server-options.ts';

/** How a model is used to label pairs. */
export interface ModelTask<Answer> {
  /** What a reply says. Throws an `UnreadableReply`. */
  read(reply: string): Answer;
  /** The labels of one pair. Throws where `ask` does. */
  label(pair: JudgedPair, ask: Questioner<Answer>): Promise<Labels>;
}

/** Options that every classifier with a model has. */
export interface ModelOptions {
  readonly server: ServerOptions;
  readonly cache: string | null;
}

/** Their convict schema. */
export const MODEL_OPTIONS = {
  server: SERVER_OPTIONS,
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

/** A classifier that asks a model about every pair, one request a question; what fails is `Unscored`, pair by pair. */
export function modelClassifier<Answer>(
  task: ModelTask<Answer>,
  { server, cache }: ModelOptions,
  { notice }: Pick<RunContext, 'notice'>,
): Classifier {
  const kept = cache === null ? null : new ReplyCache(cache, notice);
  const ask = questioner(openServer(server, notice), kept, (reply) => task.read(reply));

  async function classified(pair: JudgedPair): Promise<Classified | Unscored> {
    try {
      return { scored: true, labels: await task.label(pair, ask) };
    } catch (error) {
      return { scored: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  return { classify: (pairs) => Promise.all(pairs.map(classified)) };
}
