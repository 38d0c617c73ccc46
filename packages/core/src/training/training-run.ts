import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointState, RunPosition } from '../checkpoint/checkpoint-state.ts';
import { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import { deviceFailureIn, LostDevice, type DeviceFailure } from '../contracts/device-failure.ts';
import type { EvaluationResult } from '../evaluation/evaluation-metrics.ts';
import { writeFolder } from '../run/write-folder.ts';
import { writeJson } from '../run/write-json.ts';
import { recordPlayed } from '../tracking/episode-record.ts';
import type { RunSummary } from '../tracking/summary.ts';
import { EMPTY_LOGS, requireLogs, Tracker } from '../tracking/tracker.ts';
import { workOfTurns } from '../work/policy-work.ts';
import { WorkMeter } from '../work/work-meter.ts';
import { checkMemory } from './check-memory.ts';
import { evaluateSplits } from './evaluate-splits.ts';
import { goOnAfter, whyUnsaved, type StepDone } from './go-on-after-failure.ts';
import {
  disposePolicies,
  loadPolicies,
  openPolicies,
  savePolicies,
  type Policies,
} from './policies.ts';
import { openStage } from './open-stage.ts';
import type { RunObserver } from './run-observer.ts';
import type { Stage, StageStep } from './stage.ts';
import { planStages, type PlannedStage } from './stage-plan.ts';
import { stoppedTraining, TrainingFailure } from './training-failure.ts';

/** What a run is given besides its parts. */
export interface RunSettings {
  /** The folder of weights that both agents start from; without it they start from the seed. */
  readonly baseWeights?: string | undefined;
  /** Aborted when the user wants the run to stop: it then finishes its step and saves a checkpoint. */
  readonly signal: AbortSignal;
  readonly observer: RunObserver;
}

/** Thrown inside a run to leave it after its signal was aborted; all that was done is saved by then. */
export class RunInterrupted extends Error {}

interface OpenedRun {
  readonly plan: readonly PlannedStage[];
  readonly parts: ExperimentParts;
  readonly folder: string;
  readonly settings: RunSettings;
  readonly store: CheckpointStore;
  readonly policies: Policies;
  readonly meter: WorkMeter;
  readonly tracker: Tracker;
  /** Of the checkpoint that the run goes on from. */
  readonly state: CheckpointState | undefined;
}

/** A run in its folder: where it stands, and how it goes on, is evaluated, and is saved. */
export class TrainingRun {
  readonly plan: readonly PlannedStage[];
  readonly #parts: ExperimentParts;
  readonly #folder: string;
  readonly #settings: RunSettings;
  readonly #store: CheckpointStore;
  readonly #policies: Policies;
  readonly #meter: WorkMeter;
  readonly #tracker: Tracker;
  readonly #started = performance.now();
  readonly #secondsBefore: number;
  #position: Omit<RunPosition, 'seconds' | 'logs'>;
  /** Of the newest checkpoint. */
  #saved: StepDone | null;

  private constructor(opened: OpenedRun) {
    this.plan = opened.plan;
    this.#parts = opened.parts;
    this.#folder = opened.folder;
    this.#settings = opened.settings;
    this.#store = opened.store;
    this.#policies = opened.policies;
    this.#meter = opened.meter;
    this.#tracker = opened.tracker;
    this.#secondsBefore = opened.state?.seconds ?? 0;
    this.#position = opened.state ?? { stage: '', step: 0, globalStep: 0, evaluations: [] };
    this.#saved = opened.state ?? null;
  }

  /**
   * Opens the run in `folder`: at its newest whole checkpoint, with its logs cut back to it, or at the start.
   * Throws when the config has no valid plan, or the folder cannot be written.
   */
  static async open(
    parts: ExperimentParts,
    folder: string,
    settings: RunSettings,
  ): Promise<TrainingRun> {
    const plan = planStages(parts.config);
    const store = new CheckpointStore(join(folder, 'checkpoints'), parts.config.checkpoints.keep);
    const checkpoint = await store.newest(
      ({ logs }) => requireLogs(folder, logs),
      (message) => settings.observer.notice(message),
    );
    const state = checkpoint?.state;
    checkMemory(parts.config, parts.engines, (message) => settings.observer.notice(message));
    const meter = new WorkMeter();
    const policies = await openPolicies(parts, settings.baseWeights, meter);
    if (checkpoint !== null) await loadPolicies(policies, checkpoint.folder, { optimiser: true });
    const tracker = await Tracker.open(folder, state?.logs ?? EMPTY_LOGS);
    return new TrainingRun({
      plan,
      parts,
      folder,
      settings,
      store,
      policies,
      meter,
      tracker,
      state,
    });
  }

  get position(): { readonly stage: string; readonly step: number } {
    return this.#position;
  }

  /** Takes the steps of a stage that are not done yet, or as many as it needs, with checkpoints on the way and at the end. */
  async train(planned: PlannedStage): Promise<void> {
    const { name, steps, stepsBefore } = planned;
    const stepsDone = this.#position.globalStep - stepsBefore;
    if (stepsDone >= steps) return;
    if (stepsDone === 0) await this.#startAfresh(planned);

    const { observer, signal } = this.#settings;
    const { everySteps } = this.#parts.config.checkpoints;
    const stage = await openStage(this.#parts, planned, this.#policies, {
      stageStart: this.#stageStart(name),
      base: this.#stageStart(this.plan[0]?.name ?? name),
      klCoefficients: stepsDone === 0 ? {} : (this.#position.klCoefficients ?? {}),
      notice: (message) => observer.notice(message),
    });
    observer.stageStarted({ stage: name, steps, step: stepsDone });
    try {
      for (let step = stepsDone + 1; step <= steps; step++) {
        const start = performance.now();
        const taken = await this.#take(stage, name, step);
        const { klCoefficients } = taken;
        this.#position = {
          stage: name,
          step,
          globalStep: stepsBefore + step,
          evaluations: this.#position.evaluations,
          ...(klCoefficients && { klCoefficients }),
        };
        const timings = { ...taken.timings, work: this.#meter.take() };
        await this.#tracker.step(this.#position, taken.metrics, timings);
        await this.#tracker.episodes(taken.episodes);
        const seconds = (performance.now() - start) / 1000;
        observer.stepFinished({ stage: name, step, steps, metrics: taken.metrics, seconds });
        const isLast = step === steps || taken.endsStage === true;
        // Steps that are left out count as done: the next stage begins where it would have begun.
        if (isLast) this.#position = { ...this.#position, globalStep: stepsBefore + steps };
        if (isLast || step % everySteps === 0 || signal.aborted) await this.#checkpoint();
        this.#leaveIfAborted();
        if (isLast) return;
      }
    } finally {
      stage.dispose();
    }
  }

  /** Evaluates the agents as they are, unless this evaluation is already done. */
  async evaluate(name: string): Promise<void> {
    if (this.#position.evaluations.includes(name)) return;
    this.#leaveIfAborted();
    const evaluated = await evaluateSplits(this.#parts, this.#policies.agents, name, {
      started: (prompts) => this.#settings.observer.evaluationStarted({ name, prompts }),
      progress: (done, prompts) => {
        this.#settings.observer.evaluationProgress({ name, done, prompts });
        this.#leaveIfAborted();
      },
    });
    if (evaluated === null) return;
    await this.#writeJson(['evaluations', `${name}.json`], evaluated.result);
    const { step } = this.#position;
    const stage = `evaluation:${name}`;
    await this.#tracker.episodes(
      evaluated.episodes.map((episode) => recordPlayed(stage, step, episode)),
    );
    await this.#tracker.evaluation({
      stage,
      step,
      prompts: evaluated.episodes.length,
      turns: workOfTurns(evaluated.episodes.map(({ episode }) => episode)),
      work: this.#meter.take(),
    });
    this.#position = {
      ...this.#position,
      evaluations: [...this.#position.evaluations, name],
    };
    await this.#checkpoint();
    this.#settings.observer.evaluationFinished({ name, result: evaluated.result });
  }

  /** Writes the final weights and `summary.json`. */
  async finish(): Promise<RunSummary> {
    const { name: experiment, seed } = this.#parts.config;
    const { note } = this.#parts.dataset;
    await this.#writeWeights();
    const evaluations = await Promise.all(
      this.#position.evaluations.map(
        async (name) => [name, await this.#readEvaluation(name)] as const,
      ),
    );
    const summary: RunSummary = {
      experiment,
      seed,
      backend: this.#parts.engines.backend.name,
      notes: note === undefined ? [] : [note],
      seconds: this.#seconds,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      evaluations: Object.fromEntries(evaluations),
    };
    await this.#writeJson(['summary.json'], summary);
    return summary;
  }

  /**
   * What to throw for an error that ended the run. When a device failed, the last step that is done is saved if its
   * weights are still what they were and can be read, and the error says how to go on.
   */
  async afterFailure(error: unknown): Promise<unknown> {
    const failure = deviceFailureIn(error);
    if (failure === null) return error;
    const unsavedBecause = await this.#saveAfter(failure);
    return goOnAfter(failure, {
      folder: this.#folder,
      engine: { ...this.#parts.config.engine, ...this.#parts.engines.chosen },
      done: this.#position,
      saved: this.#saved,
      unsavedBecause,
    });
  }

  async close(): Promise<void> {
    disposePolicies(this.#policies);
    await this.#tracker.close();
  }

  /** The folder appears as a whole: runs that build on these weights wait for it. */
  async #writeWeights(): Promise<void> {
    const weights = join(this.#folder, 'weights');
    await writeFolder(weights, async (unfinished) => {
      await savePolicies(this.#policies, unfinished);
      await rm(weights, { recursive: true, force: true });
    });
  }

  /** Keeps the weights that the stage starts with, for its references, and lets the optimisers start afresh. */
  async #startAfresh({ name }: PlannedStage): Promise<void> {
    const folder = this.#stageStart(name);
    await mkdir(folder, { recursive: true });
    await savePolicies(this.#policies, folder);
    await loadPolicies(this.#policies, folder, { optimiser: false });
  }

  /** Takes a step; when a number in it is not finite, keeps the batch and says where it is. */
  async #take(stage: Stage, name: string, step: number): Promise<StageStep> {
    try {
      return await stage.takeStep(step);
    } catch (error) {
      if (!(error instanceof TrainingFailure)) throw error;
      const file = ['failures', `${name}-${step}-${error.policy}.json`];
      await this.#writeJson(file, error.batch);
      const batch = join(this.#folder, ...file);
      throw stoppedTraining(error, this.#parts.config, { stage: name, step, batch });
    }
  }

  #stageStart(name: string): string {
    return join(this.#folder, 'checkpoints', 'stage-starts', name);
  }

  async #checkpoint(): Promise<void> {
    const logs = await this.#tracker.flush();
    await this.#store.save({ ...this.#position, seconds: this.#seconds, logs }, (folder) =>
      savePolicies(this.#policies, folder),
    );
    this.#saved = this.#position;
  }

  /** Saves what is done unless it is saved; gives why it cannot, or null. */
  async #saveAfter(failure: DeviceFailure): Promise<string | null> {
    if ((this.#saved?.globalStep ?? 0) === this.#position.globalStep) return null;
    if (failure instanceof LostDevice) return whyUnsaved(failure);
    if (this.#meter.hasLearned) return 'the weights had begun to change in the step after it';
    return this.#checkpoint().then(() => null, whyUnsaved);
  }

  get #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  #leaveIfAborted(): void {
    if (this.#settings.signal.aborted) throw new RunInterrupted();
  }

  async #readEvaluation(name: string): Promise<EvaluationResult> {
    const path = join(this.#folder, 'evaluations', `${name}.json`);
    return JSON.parse(await readFile(path, 'utf8')) as EvaluationResult;
  }

  async #writeJson(path: readonly string[], value: unknown): Promise<void> {
    await writeJson(join(this.#folder, ...path), value);
  }
}
