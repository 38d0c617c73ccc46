import type { WorkerSetting } from '../config/experiment-config.ts';
import type { Backend } from '../contracts/backend.ts';
import type { Engine } from '../contracts/engine.ts';
import type { LocalModel, LocalModelConfig, LocalModels } from '../contracts/local-model.ts';
import type { RunContext } from '../plugin/component.ts';
import type { ComponentFactory } from './component-factory.ts';

/** What models of this process are made with. */
interface Making {
  readonly components: ComponentFactory;
  readonly context: RunContext;
  readonly backend: Backend;
  readonly workers: WorkerSetting;
}

/**
 * Models of this process, made of engines and tokenizers as policies are. Random weights are the same whatever the run's
 * seed, so that a judge is.
 */
export class ExperimentModels implements LocalModels {
  readonly #making: Making;
  readonly #models = new Map<string, Promise<OpenedOnce>>();

  constructor(making: Making) {
    this.#making = making;
  }

  model(config: LocalModelConfig): Promise<LocalModel> {
    const key = JSON.stringify([config.engine, config.tokenizer]);
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const made = this.#make(config);
    this.#models.set(key, made);
    return made;
  }

  /** Frees all weights, when work with them is done; whoever asks a model again lets it read them again. */
  async close(): Promise<void> {
    for (const model of await Promise.all(this.#models.values())) await model.close();
  }

  async #make({ engine, tokenizer: words }: LocalModelConfig): Promise<OpenedOnce> {
    const { components, backend, workers } = this.#making;
    const notice = (message: string): void =>
      this.#making.context.notice(`model that a judge asks: ${message}`);
    const context = { ...this.#making.context, notice };
    const tokenizer = await components.create('tokenizer', words, { ...context, corpus: [] });
    const given = { ...context, tokenizer, backend, workers };
    const provider = await components.create('engine', engine, given);
    return new OpenedOnce(
      () => provider.open({ seed: 0 }),
      tokenizer,
      provider.size && { maxPositions: provider.size.maxPositions },
    );
  }
}

/** Opens its engine when it is first used. */
class OpenedOnce implements LocalModel {
  readonly tokenizer: LocalModel['tokenizer'];
  readonly maxPositions?: number;
  readonly #open: () => Promise<Engine>;
  #engine: Engine | null = null;
  /** Ends when all work so far has ended. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    open: () => Promise<Engine>,
    tokenizer: LocalModel['tokenizer'],
    limits: { readonly maxPositions: number } | undefined,
  ) {
    this.#open = open;
    this.tokenizer = tokenizer;
    if (limits !== undefined) this.maxPositions = limits.maxPositions;
  }

  use<Result>(work: (engine: Engine) => Promise<Result>): Promise<Result> {
    return this.#afterAll(async () => work((this.#engine ??= await this.#open())));
  }

  close(): Promise<void> {
    return this.#afterAll(async () => {
      this.#engine?.dispose();
      this.#engine = null;
    });
  }

  #afterAll<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
