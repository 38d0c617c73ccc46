import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type {
  KernelArgument,
  KernelModule,
  Part,
  PartwiseFunction,
} from '../kernels/kernel-module.ts';
import { firstOutside } from '../kernels/lookups.ts';
import { RotaryTables } from '../kernels/rotary-tables.ts';
import { sizeOf } from '../kernels/size-of.ts';
import { seen, shaderOf, sizedFor, workgroups, type GpuProgram } from './gpu-program.ts';
import { partwisePrograms, programs, type WebGpuFunction } from './programs/programs.ts';

type Memory = Float32Array | Int32Array;

/** Private to TensorFlow.js, so that its type is not told. Of a program of ours it reads these two alone. */
type RecordAndSubmit = (
  program: {
    readonly pipeline: GPUComputePipeline;
    readonly dispatch: readonly [number, number, number];
  },
  output: TensorInfo,
  inputs: readonly TensorInfo[],
  numbers: readonly { readonly type: string; readonly data: readonly number[] }[],
) => void;

/** The programs of our own, at work in the memory of the GPU, each call of them one dispatch. */
export class WebGpuKernelModule implements KernelModule<WebGpuFunction> {
  readonly backendName = 'webgpu';
  readonly rotary: RotaryTables<KernelArgument>;
  readonly #backend: WebGPUBackend;
  readonly #pipelines = new Map<GpuProgram, GPUComputePipeline>();
  /** The copies on the GPU of numbers that are no tensor. */
  readonly #copies = new Map<Memory, TensorInfo>();
  #integers = new Int32Array();

  constructor(backend: WebGPUBackend) {
    this.#backend = backend;
    this.rotary = new RotaryTables<Memory>({
      place: (values) => this.#place(values),
      free: (values) => {
        this.#free(values);
      },
    });
  }

  /**
   * Gives the place of an index that no row has, or −1. Indices that are on the GPU alone are not looked at, as that would
   * mean to wait for it: there one outside gives NaN.
   */
  run(
    name: WebGpuFunction,
    tensors: readonly TensorInfo[],
    others: readonly KernelArgument[] = [],
  ): number {
    const program = programs[name];
    if (program === undefined) throw new Error(`the backend webgpu has no kernel ${name}`);
    const memory = others.flatMap((other) =>
      typeof other === 'number' ? [] : [this.#copies.get(other) as TensorInfo],
    );
    const numbers = others.filter((other) => typeof other === 'number');
    const wrong = firstOutside(name, tensors, others, (ids) => this.#integersOf(ids));
    if (wrong < 0) this.dispatch(program, [...tensors, ...memory], numbers);
    return wrong;
  }

  runEach(name: PartwiseFunction, parts: readonly Part[], others: readonly number[] = []): void {
    const { of, common, partsWithin } = partwisePrograms[name];
    const most = partsWithin(this.#backend.device.limits.maxStorageBuffersPerShaderStage);
    for (let first = 0; first < parts.length; first += most) {
      const together = parts.slice(first, first + most);
      const own = together.flatMap(({ tensors }) => tensors.slice(0, tensors.length - common));
      const shared = together
        .slice(0, 1)
        .flatMap(({ tensors }) => tensors.slice(tensors.length - common));
      const sizes = together.flatMap((part) => part.sizes);
      this.dispatch(of(together.length), [...own, ...shared], [...sizes, ...others]);
    }
  }

  output(shape: readonly number[]): TensorInfo {
    return this.#backend.makeTensorInfo([...shape], 'float32');
  }

  alias({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  /** Forgets what was read of a tensor: the next read has to ask the GPU. */
  claim({ dataId }: TensorInfo): void {
    this.#backend.uploadToGPU(dataId);
    // TensorFlow.js types them as always there.
    (this.#backend.tensorMap.get(dataId) as { values: unknown }).values = null;
  }

  /** None: programs have memory of their own. */
  scratch(): number {
    return 0;
  }

  integers(values: Int32Array): Int32Array {
    const known = this.#integers;
    if (known.length === values.length && known.every((value, at) => value === values[at])) {
      return known;
    }
    this.#free(known);
    this.#integers = this.#place(values.slice());
    return this.#integers;
  }

  /** Those that JavaScript made and that have not gone to the GPU yet. */
  #integersOf({ dataId }: TensorInfo): Int32Array | null {
    // TensorFlow.js types them as always there.
    const values = this.#backend.tensorMap.get(dataId).values as unknown;
    return values instanceof Int32Array ? values : null;
  }

  #place<Values extends Memory>(values: Values): Values {
    const dtype = values instanceof Int32Array ? 'int32' : 'float32';
    this.#copies.set(values, this.#backend.makeTensorInfo([values.length], dtype, values));
    return values;
  }

  #free(values: Memory): void {
    const copy = this.#copies.get(values);
    if (copy === undefined) return;
    this.#backend.disposeData(copy.dataId);
    this.#copies.delete(values);
  }

  /** One program, in the size that suits these numbers. */
  dispatch(program: GpuProgram, tensors: readonly TensorInfo[], values: readonly number[]): void {
    const backend = this.#backend;
    const names = Object.keys(program.numbers);
    const [tensorsWanted, numbersWanted] = [Object.keys(program.tensors).length, names.length];
    if (tensors.length !== tensorsWanted || values.length !== numbersWanted) {
      throw new TypeError(
        `a program of ${tensorsWanted} tensors and ${numbersWanted} numbers was given ${tensors.length} and ${values.length}`,
      );
    }
    const given = Object.fromEntries(names.map((name, at) => [name, values[at] ?? 0]));
    const sized = sizedFor(program, given);
    const count = sized.count(given);
    const bound = seen(program, tensors);
    for (const { dataId } of bound) backend.uploadToGPU(dataId);
    const [first, ...others] = bound.map((tensor) => ({
      ...tensor,
      shape: [sizeOf(tensor.shape)],
    }));
    const most = backend.device.limits.maxComputeWorkgroupsPerDimension;
    (backend['recordAndSubmit'] as RecordAndSubmit).call(
      backend,
      { pipeline: this.#pipeline(sized), dispatch: workgroups(sized, count, most) },
      first as TensorInfo,
      others,
      [
        { type: 'uint32', data: [count] },
        ...Object.values(program.numbers).map((type, at) => ({
          type: type === 'u32' ? 'uint32' : 'float32',
          data: [values[at] ?? 0],
        })),
      ],
    );
  }

  #pipeline(program: GpuProgram): GPUComputePipeline {
    const known = this.#pipelines.get(program);
    if (known !== undefined) return known;
    const { device } = this.#backend;
    const pipeline = device.createComputePipeline({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code: shaderOf(program) }) },
    });
    this.#pipelines.set(program, pipeline);
    return pipeline;
  }
}
