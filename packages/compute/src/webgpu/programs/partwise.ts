import { gpuProgram, type GpuProgram } from '../gpu-program.ts';

/** What is done for each of some parts, whose tensors and numbers have the number of the part at their ends. */
interface Partwise {
  /** Tensors of a part. */
  readonly tensors: GpuProgram['tensors'];
  /** Tensors that all parts have in common: the last of each. */
  readonly common: GpuProgram['tensors'];
  /** Whole numbers of a part. */
  readonly sizes: readonly string[];
  /** Which of the sizes says how often a part is called for. */
  readonly counted: string;
  /** Numbers that all parts have in common. */
  readonly numbers: GpuProgram['numbers'];
  readonly each: GpuProgram['each'];
  /** WGSL that parts call. */
  readonly functions: string;
  /** WGSL: what is done for element `i` of a part, or by `lane` in its group `i`. */
  readonly work: (part: number) => string;
}

/** The same program for any number of parts. */
export interface PartwiseProgram {
  /** How many parts are one dispatch where a program may have `most` tensors. */
  readonly partsWithin: (most: number) => number;
  /** How many tensors at the end of each part are the same for all. */
  readonly common: number;
  readonly of: (parts: number) => GpuProgram;
}

/** Has parts work side by side, in as few dispatches as the tensors of a program allow. */
export function partwise({ tensors, common, sizes, ...rest }: Partwise): PartwiseProgram {
  const { counted, numbers, each, functions, work } = rest;
  const [own, shared] = [Object.entries(tensors), Object.entries(common)];
  const made = new Map<number, GpuProgram>();
  const make = (parts: number): GpuProgram => {
    const all = [...Array(parts).keys()];
    const lane = each === 'group' ? ', lane' : '';
    return gpuProgram<string>({
      tensors: Object.fromEntries([
        ...all.flatMap((part) => own.map(([name, kind]) => [`${name}${part}`, kind] as const)),
        ...shared,
      ]),
      numbers: {
        ...Object.fromEntries(
          all.flatMap((part) => sizes.map((name) => [`${name}${part}`, 'u32' as const])),
        ),
        ...numbers,
      },
      each,
      count: (given) => all.reduce((sum, part) => sum + (given[`${counted}${part}`] ?? 0), 0),
      code: `${functions}
    ${all.map((part) => `fn work${part}(i: u32${lane && ', lane: u32'}) { ${work(part)} }`).join('\n')}
    fn work(element: u32${lane && ', lane: u32'}) {
      var i = element;
      ${all
        .map(
          (part) => `
      if (i < numbers.${counted}${part}) {
        work${part}(i${lane});
        return;
      }
      i -= numbers.${counted}${part};`,
        )
        .join('')}
    }`,
    });
  };
  return {
    partsWithin: (most) => Math.floor((most - shared.length) / own.length),
    common: shared.length,
    of: (parts) => {
      const program = made.get(parts) ?? make(parts);
      made.set(parts, program);
      return program;
    },
  };
}
