import { setImmediate } from 'node:timers/promises';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets those who ask one by one be answered many at once: what is asked while a batch is under way makes the next one.
 * `answer` takes `[item]` and gives one result each, in order; what it throws, all of that batch are thrown.
 */
export function inBatches<Item, Result>(
  answer: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let isUnderWay = false;

  async function answerBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await answer(batch.map(({ item }) => item));
      if (results.length !== batch.length) {
        throw new Error(`${results.length} results came back for ${batch.length} questions`);
      }
      results.forEach((result, index) => batch[index]?.resolve(result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function answerAll(): Promise<void> {
    isUnderWay = true;
    while (waiting.length > 0) {
      let count = 0;
      // Others who ask at the same time have to look into files first.
      while (waiting.length > count) {
        count = waiting.length;
        await setImmediate();
      }
      const batch = waiting;
      waiting = [];
      await answerBatch(batch);
    }
    isUnderWay = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isUnderWay) void answerAll();
    });
}
