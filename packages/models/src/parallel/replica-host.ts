import * as tf from '@tensorflow/tfjs-core';
import { TransformerEngine } from '../engine/transformer-engine.ts';
import { trainableLayouts } from '../model/parameter-layout.ts';
import type { CallMessage, Calls, Verb } from './calls.ts';
import { sharedValues, viewsInto, type FrozenMemory } from './shared-weights.ts';

/** A replica of one engine, and the memory that its trainable weights come from. */
interface HostedReplica {
  readonly engine: TransformerEngine;
  readonly trainable: SharedArrayBuffer;
}

/** What a worker does: keeps replicas of engines, by the number of the engine, and computes what it is asked. */
export class ReplicaHost {
  readonly #replicas = new Map<number, HostedReplica>();

  async answer(call: CallMessage): Promise<Calls[Verb]['gives']> {
    switch (call.verb) {
      case 'open': {
        const { trainable } = call.takes;
        this.#replicas.set(call.engine, { trainable, engine: openReplica(call.takes) });
        return null;
      }
      case 'refresh': {
        refreshReplica(this.#replica(call.engine), call.takes.frozen);
        return null;
      }
      case 'sample': {
        const { requests, decoding } = call.takes;
        return this.#replica(call.engine).engine.sample(requests, decoding);
      }
      case 'logprobs':
        return this.#replica(call.engine).engine.logprobs(call.takes.sequences);
      case 'gradient':
        return writeGradient(this.#replica(call.engine).engine, call.takes);
      case 'dispose': {
        this.#replicas.get(call.engine)?.engine.dispose();
        this.#replicas.delete(call.engine);
        return null;
      }
    }
  }

  #replica(engine: number): HostedReplica {
    const replica = this.#replicas.get(engine);
    if (replica === undefined) throw new Error(`there is no replica of engine ${engine}`);
    return replica;
  }
}

function openReplica({ settings, trainable, frozen }: Calls['open']['takes']): TransformerEngine {
  const layouts = trainableLayouts(settings.architecture, settings.lora);
  return TransformerEngine.frozen(settings, sharedValues(trainable, layouts, frozen));
}

function refreshReplica(
  { engine: { parameters }, trainable }: HostedReplica,
  frozen: readonly FrozenMemory[] | null,
): void {
  const values = sharedValues(trainable, parameters.trainableLayouts, frozen ?? []);
  for (const layout of frozen === null ? parameters.trainableLayouts : parameters.layouts) {
    parameters.assign(layout, values(layout));
  }
}

async function writeGradient(
  engine: TransformerEngine,
  { shards, into }: Calls['gradient']['takes'],
): Promise<Calls['gradient']['gives']> {
  const { gradient, logprobs } = await engine.gradientOf(shards);
  const layouts = engine.parameters.trainableLayouts;
  const views = viewsInto(into, layouts);
  for (const [index, { name }] of layouts.entries()) {
    const tensor = gradient?.[index];
    if (tensor) views.get(name)?.set(await tensor.data<'float32'>());
  }
  tf.dispose([...(gradient ?? [])]);
  return { logprobs, isNothing: gradient === null };
}
