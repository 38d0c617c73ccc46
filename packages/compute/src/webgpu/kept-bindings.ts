import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** How many of each are kept: those of lengths that never come again would fill the GPU. */
const MOST = 4096;

/** The numbers of a program, each with its type, as TensorFlow.js hands them over. */
type Numbers = readonly { readonly type: string; readonly data: readonly number[] }[];

/** What is private to TensorFlow.js, so that its types are not told. */
interface Inside {
  makeUniforms(numbers: Numbers): GPUBufferBinding;
  /** Given to others once what waits is on its way. A new list each time. */
  readonly uniformPendingDisposal: GPUBuffer[];
}

/**
 * Keeps what a dispatch binds, for the next one with the same tensors or the same numbers: to describe it anew takes
 * Dawn and the collector of garbage longer than the dispatch itself. Steps of the same lengths are the same dispatches
 * over the same buffers, since the free buffer that was made first is the one that is taken (bounded-buffers.ts).
 */
export function keepBindings(backend: WebGPUBackend): void {
  keepNumbers(backend);
  keepGroups(backend.device);
}

/** Numbers go to the GPU once, and their buffers are not written again while they are kept. */
function keepNumbers(backend: WebGPUBackend): void {
  const inside = backend as unknown as Inside;
  const make = inside.makeUniforms.bind(backend);
  const kept = new Kept<GPUBufferBinding>(({ buffer }) => {
    inside.uniformPendingDisposal.push(buffer);
  });
  inside.makeUniforms = (numbers) =>
    kept.of(textOf(numbers), () => {
      const binding = make(numbers);
      // It would be given to others as soon as this dispatch is on its way.
      inside.uniformPendingDisposal.pop();
      return binding;
    });
}

/** Tells numbers from others; but not −0 from 0, whose sign WGSL may ignore. */
function textOf(numbers: Numbers): string {
  let text = '';
  for (const { type, data } of numbers) {
    text += type;
    for (const number of data) text += `${number},`;
  }
  return text;
}

function keepGroups(device: GPUDevice): void {
  const nameOf = naming();
  const kept = new Kept<GPUBindGroup>();
  const bind = device.createBindGroup.bind(device);
  device.createBindGroup = (described) => {
    let text = `${nameOf(described.layout)}`;
    for (const { resource } of described.entries) {
      // A texture, say, which no program of a transformer has.
      if (!('buffer' in resource)) return bind(described);
      text += `,${nameOf(resource.buffer)}`;
    }
    return kept.of(text, () => bind(described));
  };
  const compile = device.createComputePipeline.bind(device);
  device.createComputePipeline = (described) => {
    const pipeline = compile(described);
    const layout = pipeline.getBindGroupLayout(0);
    // All that TensorFlow.js binds is in group 0, and each call would make another object for it.
    pipeline.getBindGroupLayout = () => layout;
    return pipeline;
  };
}

/** Gives each object a number of its own. */
function naming(): (thing: object) => number {
  const names = new WeakMap<object, number>();
  let last = 0;
  return (thing) => {
    const name = names.get(thing) ?? ++last;
    names.set(thing, name);
    return name;
  };
}

/** What was asked for last is forgotten last. */
class Kept<Value extends object> {
  readonly #values = new Map<string, Value>();
  readonly #forget: (value: Value) => void;

  constructor(forget: (value: Value) => void = () => {}) {
    this.#forget = forget;
  }

  of(key: string, make: () => Value): Value {
    const value = this.#values.get(key) ?? make();
    // A map lists what was put in last at its end.
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > MOST) this.#forgetFirst();
    return value;
  }

  #forgetFirst(): void {
    for (const [key, value] of this.#values) {
      this.#values.delete(key);
      this.#forget(value);
      return;
    }
  }
}
