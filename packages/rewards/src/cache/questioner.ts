import type { LanguageModel, ModelRequest } from '../transport/language-model.ts';
import { cacheKey, type ReplyCache } from './reply-cache.ts';

/** Asks a model and reads its reply. Throws, with a reason for people, when there is none or it cannot be read. */
export type Questioner<Answer> = (request: ModelRequest) => Promise<Answer>;

/**
 * Asks `model` no question twice: replies come from `cache` where it has them, and requests that are equal share one reply
 * while it is under way. Replies that `read` throws at are not kept.
 */
export function questioner<Answer>(
  model: LanguageModel,
  cache: ReplyCache | null,
  read: (reply: string) => Answer,
): Questioner<Answer> {
  const underWay = new Map<string, Promise<Answer>>();

  async function answer(key: string, request: ModelRequest): Promise<Answer> {
    const kept = (await cache?.get(key)) ?? null;
    if (kept !== null) {
      try {
        return read(kept);
      } catch {
        // It was kept by another version, which could read it.
      }
    }
    const reply = await model.reply(request);
    const answered = read(reply);
    await cache?.set(key, reply);
    return answered;
  }

  return async (request) => {
    const key = cacheKey(await model.circumstances(request), request);
    const asked = underWay.get(key);
    if (asked !== undefined) return asked;
    const asking = answer(key, request).finally(() => underWay.delete(key));
    underWay.set(key, asking);
    return asking;
  };
}
