/** How a program sees a tensor: by its numbers, which it may write to or not. */
const BINDINGS = {
  read: 'var<storage, read> NAME: array<f32>',
  readIntegers: 'var<storage, read> NAME: array<i32>',
  write: 'var<storage, read_write> NAME: array<f32>',
  /** Room that kernels elsewhere need: the program does not see it. */
  unused: '',
} as const;

/** A compute shader of our own. Those of TensorFlow.js write to one tensor; this one to as many as it has. */
export interface GpuProgram<Name extends string = string> {
  /** In the order in which the kernel takes them; no tensor may be there twice if it is written to. */
  readonly tensors: Readonly<Record<string, keyof typeof BINDINGS>>;
  /** In the order in which the kernel takes them; in WGSL they are `numbers.NAME`. */
  readonly numbers: Readonly<Record<Name, 'f32' | 'u32'>>;
  /** What `work` is called for: each of `count` elements, or each of `count` groups with each of its lanes. */
  readonly each: 'element' | 'group';
  /** How many of them there are. */
  count(numbers: Readonly<Record<Name, number>>): number;
  /** The same for larger sizes, which is taken where it has at least `from` groups. */
  readonly larger?: { readonly program: GpuProgram; readonly from: number };
  /** WGSL: `fn work(element: u32)`, or `fn work(group: u32, lane: u32)` where lanes may wait for each other. */
  readonly code: string;
}

/** Declares a program, so that `count` knows its numbers by name. */
export function gpuProgram<Name extends string>(program: GpuProgram<Name>): GpuProgram<Name> {
  return program;
}

/** Invocations that share memory. The least that a GPU may have is 256; SwiftShader compiles more of them for minutes. */
export const LANES = 64;

/** The program itself, or the one for sizes as large as these. */
export function sizedFor(
  program: GpuProgram,
  numbers: Readonly<Record<string, number>>,
): GpuProgram {
  const { larger } = program;
  const isLarge = larger !== undefined && larger.program.count(numbers) >= larger.from;
  return isLarge ? larger.program : program;
}

/** Those of a kernel's tensors that the program sees, `[tensor]` in the order of the program. */
export function seen<Tensor>({ tensors }: GpuProgram, given: readonly Tensor[]): readonly Tensor[] {
  const kinds = Object.values(tensors);
  return given.filter((_, at) => kinds[at] !== 'unused');
}

/** The whole WGSL of a program, as `recordAndSubmit` of TensorFlow.js binds tensors and numbers. */
export function shaderOf({ tensors, numbers, each, code }: GpuProgram): string {
  const names = Object.keys(tensors).filter((name) => tensors[name] !== 'unused');
  const [first, ...others] = names;
  const fields = [
    ...['NaN: f32', 'infinity: f32'],
    // The shape and the stride of a tensor that is one row of numbers.
    ...[...others, first].flatMap((name) => [`${name}Size: u32`, `${name}Stride: u32`]),
    'count: u32',
    ...Object.entries(numbers).map(([name, type]) => `${name}: ${type}`),
  ];
  const bindings = names.map((name, at) => {
    const declaration = BINDINGS[tensors[name] ?? 'read'].replace('NAME', name);
    return `@group(0) @binding(${at}) ${declaration};`;
  });
  return `
    struct Numbers { ${fields.join(', ')} }
    ${bindings.join('\n')}
    @group(0) @binding(${names.length}) var<uniform> numbers: Numbers;
    const LANES = ${LANES}u;
    ${code}
    @compute @workgroup_size(LANES)
    fn start(
      @builtin(workgroup_id) place: vec3<u32>,
      @builtin(num_workgroups) places: vec3<u32>,
      @builtin(local_invocation_index) lane: u32,
    ) {
      let group = place.y * places.x + place.x;
      ${each === 'group' ? EACH_GROUP : EACH_ELEMENT}
    }`;
}

const EACH_GROUP = 'if (group < numbers.count) { work(group, lane); }';

const EACH_ELEMENT = `
      let element = group * LANES + lane;
      if (element < numbers.count) { work(element); }`;

/** Workgroups along x and y that `count` elements or groups need, where no dimension may have more than `most`. */
export function workgroups(
  { each }: GpuProgram,
  count: number,
  most: number,
): [x: number, y: number, z: number] {
  const all = each === 'group' ? count : Math.ceil(count / LANES);
  const rows = Math.ceil(all / most);
  if (rows === 0) return [0, 0, 1];
  return [Math.ceil(all / rows), rows, 1];
}
