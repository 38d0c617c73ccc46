import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOn, EVERY, relativeError } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { completionGradient } from '../engine/completion-logprobs.ts';
import { Parameters, valuesOf } from '../engine/parameters.ts';
import { layOut } from '../engine/token-batch.ts';
import { TransformerEngine } from '../engine/transformer-engine.ts';
import { fromCheckpoint, toCheckpoint } from '../model/checkpoint-layout.ts';
import { tensorsIn } from '../testing/tensors-in.ts';
import { expectedTensors, references, startOf, type Reference } from './reference.ts';

const { adam, endOfTurn, models, newTokens, prompts, sequences } = references;

/**
 * Of each tensor: its largest error as a share of its largest number, see `relativeError`. It holds where float32 can
 * keep it, and the models are made that way (references.py): weights small enough that no softmax saturates, an epsilon
 * of Adam above the rounding of a gradient that is all but 0, greedy choices that are no draw.
 */
const TOLERANCE = 1e-5;

const flat = (rows: readonly (readonly number[])[]): Float64Array => Float64Array.from(rows.flat());

async function engineOf(reference: Reference): Promise<TransformerEngine> {
  const { architecture, lora } = reference;
  const settings = {
    architecture,
    lora,
    ends: [endOfTurn],
    microBatchTokens: 64,
    gradientCheckpointing: false,
    sampleBatch: 8,
  };
  const engine = TransformerEngine.initialise(settings, 1);
  await engine.loadWeights(startOf(reference), { optimiser: false });
  return engine;
}

/** Gradient of each trainable tensor, by name, as a checkpoint lays it out. */
async function gradientsOf(reference: Reference): Promise<ReadonlyMap<string, Float32Array>> {
  const start = tensorsIn(startOf(reference));
  const { architecture, lora } = reference;
  const parameters = new Parameters(architecture, lora, (layout) =>
    fromCheckpoint(layout, start.get(layout.name) ?? new Float32Array()),
  );
  const derivatives = sequences.flatMap((sequence) => sequence.derivatives);
  const { gradients } = completionGradient(parameters, layOut(sequences), derivatives);
  const named = new Map<string, Float32Array>();
  for (const [index, layout] of parameters.trainableLayouts.entries()) {
    const gradient = gradients[index];
    if (gradient === undefined) throw new Error(`no gradient of ${layout.name}`);
    named.set(layout.name, toCheckpoint(layout, await valuesOf(gradient)));
    gradient.dispose();
  }
  parameters.dispose();
  return named;
}

/** Runs the five steps; gives what they told, and the weights that they led to. */
async function train(reference: Reference) {
  const engine = await engineOf(reference);
  const [losses, gradientNorms]: [number[], number[]] = [[], []];
  for (let step = 0; step < reference.losses.length; step++) {
    const told = await engine.forwardBackward(sequences);
    const derivatives = sequences.flatMap((sequence) => sequence.derivatives);
    losses.push(told.flat().reduce((sum, x, at) => sum + x * (derivatives[at] ?? NaN), 0));
    gradientNorms.push((await engine.optimStep(adam)).gradientNorm);
  }
  const trained = await engine.logprobs(sequences);
  const file = join(await mkdtemp(join(tmpdir(), 'waltz-conformance-')), 'trained.safetensors');
  await engine.saveWeights(file);
  engine.dispose();
  return { losses, gradientNorms, trained, weights: tensorsIn(file) };
}

describeOn(EVERY, 'the whole model, against double precision,', (backend) => {
  it.each(models)('$name: log-probabilities', async (reference) => {
    await backend.activate();
    const engine = await engineOf(reference);
    const actual = flat(await engine.logprobs(sequences));
    expect(relativeError(actual, flat(reference.logprobs))).toBeLessThan(TOLERANCE);
    engine.dispose();
  });

  it.each(models)('$name: all gradients', async (reference) => {
    await backend.activate();
    const expected = expectedTensors(reference);
    const actual = await gradientsOf(reference);
    for (const [name, gradient] of actual) {
      const error = relativeError(gradient, expected.get(`gradient.${name}`) ?? []);
      expect(error, name).toBeLessThan(TOLERANCE);
    }
  });

  it.each(models)('$name: five steps of Adam', async (reference) => {
    await backend.activate();
    const { losses, gradientNorms, trained, weights } = await train(reference);
    const expected = expectedTensors(reference);
    for (const [name, values] of expected) {
      if (!name.startsWith('updated.')) continue;
      const error = relativeError(weights.get(name.slice('updated.'.length)) ?? [], values);
      expect(error, name).toBeLessThan(TOLERANCE);
    }
    expect(relativeError(losses, reference.losses)).toBeLessThan(TOLERANCE);
    expect(relativeError(gradientNorms, reference.gradientNorms)).toBeLessThan(TOLERANCE);
    expect(relativeError(flat(trained), flat(reference.trained))).toBeLessThan(TOLERANCE);
  });

  it.each(models)('$name: the greedy continuation', async (reference) => {
    await backend.activate();
    const engine = await engineOf(reference);
    const requests = prompts.map((context) => ({ context, seed: 1 }));
    const samples = await engine.sample(requests, { temperature: 0, maxNewTokens: newTokens });
    expect(samples.map(({ tokens }) => tokens)).toEqual(reference.greedy);
    engine.dispose();
  });
});
