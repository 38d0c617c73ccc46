import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adamUpdate, type AdamStep } from '../optimiser/adam-update.ts';
import { describeOn, EVERY } from '../testing/describe-on.ts';
import { evaluate, type Operation } from '../testing/on-backend.ts';
import { primitives } from '../testing/primitives.ts';
import { relativeError } from '../testing/relative-error.ts';
import { operations } from './operations.ts';

/** What an operation gives, in double precision: made by references.py. */
interface Reference {
  readonly inputs: readonly { readonly shape: readonly number[]; readonly data: number[] }[];
  readonly weights: readonly number[];
  readonly value: readonly number[];
  /** Of Σ weight · value, for each input. */
  readonly gradients: readonly (readonly number[])[];
}

interface References {
  readonly operations: Readonly<Record<string, Reference>>;
  readonly primitives: Readonly<Record<string, Reference>>;
  readonly adam: {
    readonly settings: Omit<AdamStep, 'step'>;
    readonly start: number[];
    readonly gradients: readonly number[][];
    readonly parameter: readonly number[];
    readonly moment1: readonly number[];
    readonly moment2: readonly number[];
  };
}

const file = new URL('references.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as References;

/** Of each tensor: its largest error as a share of its largest number, see `relativeError`. */
const TOLERANCE = 1e-5;

interface Case {
  readonly name: string;
  readonly operation: Operation;
  readonly reference: Reference | undefined;
}

const cases: readonly Case[] = [
  ...Object.entries(operations).map(([name, operation]) => ({
    name,
    operation,
    reference: references.operations[name],
  })),
  ...Object.entries(primitives).map(([name, primitive]) => ({
    name,
    // Each primitive depends on both inputs, so that it has two gradients.
    operation: ((x, y) => tf.add(primitive(x, y), tf.mul(tf.sum(y), 0))) satisfies Operation,
    reference: references.primitives[name],
  })),
];

describeOn(EVERY, 'operations, against double precision,', (backend) => {
  it.each(cases)('$name: value and gradients', async ({ operation, reference }) => {
    if (reference === undefined) throw new Error('references.py does not know this operation');
    const inputs = reference.inputs.map(({ shape, data }) => ({
      shape,
      data: Float32Array.from(data),
    }));
    const weights = Float32Array.from(reference.weights);
    const { value, gradients } = await evaluate(backend, operation, inputs, weights);
    expect(relativeError(value, reference.value)).toBeLessThan(TOLERANCE);
    expect(gradients.length).toBe(reference.gradients.length);
    for (const [input, gradient] of gradients.entries()) {
      expect(relativeError(gradient, reference.gradients[input] ?? [])).toBeLessThan(TOLERANCE);
    }
  });

  it('Adam: parameter and moments after three steps', async () => {
    await backend.activate();
    const { settings, start, gradients, ...expected } = references.adam;
    const parameter = tf.variable(tf.tensor1d(start));
    const zeros = () => tf.variable(tf.zeros([start.length]));
    const [moment1, moment2] = [zeros(), zeros()];
    for (const [index, gradient] of gradients.entries()) {
      const state = { parameter, gradient: tf.tensor1d(gradient), moment1, moment2 };
      adamUpdate([state], { ...settings, step: index + 1 });
    }
    for (const [name, tensor] of Object.entries({ parameter, moment1, moment2 } as const)) {
      const error = relativeError(await tensor.data(), expected[name as keyof typeof expected]);
      expect(error, name).toBeLessThan(TOLERANCE);
    }
  });
});

describe('the references in double precision', () => {
  it('are of the operations that there are', () => {
    expect(Object.keys(references.operations)).toEqual(Object.keys(operations));
    expect(Object.keys(references.primitives)).toEqual(Object.keys(primitives));
  });
});
