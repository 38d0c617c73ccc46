import { gpuProgram, type GpuProgram } from '../gpu-program.ts';
import { QUAD, SIDE, sideOf, tileSums, type Quads } from './tile-sums.ts';

/** A matrix as a factor: the name of its tensor, and whether it is read the other way round. */
interface Factor {
  readonly tensor: string;
  readonly isTransposed?: true;
}

/** left · right, whose sums go over as many pairs as the number `inner` says. */
interface Product<Name extends string> {
  readonly left: Factor;
  readonly right: Factor;
  readonly inner: Name;
}

/** What is computed tile by tile: numbers `[rows][columns]`, the sizes being numbers of the program. */
interface Output<Name extends string> {
  readonly rows: Name;
  readonly columns: Name;
  /** One value for each number, or two, in every output of a program alike; each is a sum of products. */
  readonly values: readonly (readonly Product<Name>[])[];
  /** WGSL: what becomes of the number at `at`, of which `value` is the first value and `other` the second. */
  readonly put: string;
}

interface TiledProducts<Name extends string> {
  readonly tensors: GpuProgram['tensors'];
  /** Sizes, which are whole numbers. */
  readonly numbers: readonly Name[];
  /** What `put` reads besides; after the sizes. */
  readonly others?: readonly string[];
  readonly outputs: readonly Output<Name>[];
  /** WGSL that `put` calls. */
  readonly functions?: string;
}

/** So many large tiles keep a GPU busy. */
const LARGE_FROM = 256;

/**
 * Matrix products, all of which are one dispatch. A group computes a tile of one output; its sums are in the order of the
 * pairs, and no two lanes add to one number.
 */
export function tiledProducts<Name extends string>(products: TiledProducts<Name>): GpuProgram {
  const larger = { program: programOf(products, 2), from: LARGE_FROM };
  return { ...programOf(products, 1), larger };
}

function programOf<Name extends string>(
  { tensors, numbers, others = [], outputs, functions = '' }: TiledProducts<Name>,
  quads: Quads,
): GpuProgram {
  const side = sideOf(quads);
  return gpuProgram<string>({
    tensors,
    numbers: Object.fromEntries([
      ...numbers.map((name) => [name, 'u32'] as const),
      ...others.map((name) => [name, 'f32'] as const),
    ]),
    each: 'group',
    count: (given) => {
      const tiles = (size: Name): number => Math.ceil((given[size] ?? 0) / side);
      return outputs.reduce((sum, { rows, columns }) => sum + tiles(rows) * tiles(columns), 0);
    },
    code: [
      ...[functions, tilesOf(outputs, side), factorsOf(outputs), tileSums(quads)],
      workOf(outputs, quads),
    ].join('\n'),
  });
}

/** WGSL: which tile of which output a group computes. */
function tilesOf<Name extends string>(outputs: readonly Output<Name>[], side: number): string {
  return `
    const TILE = ${side}u;
    fn sizeOf(output: u32) -> vec2u {
      ${switchOf(
        'output',
        outputs.map(({ rows, columns }) => `return vec2u(numbers.${rows}, numbers.${columns});`),
      )}
      return vec2u(0);
    }
    struct Tile { output: u32, row: u32, column: u32 }
    fn tileOf(group: u32) -> Tile {
      var before = 0u;
      var output = 0u;
      loop {
        let tiles = (sizeOf(output) + TILE - 1) / TILE;
        let own = group - before;
        if (own < tiles.x * tiles.y || output == ${outputs.length - 1}u) {
          return Tile(output, own / tiles.y * TILE, own % tiles.y * TILE);
        }
        before += tiles.x * tiles.y;
        output++;
      }
    }`;
}

/** WGSL: numbers of the factors of each product, 0 beyond their ends; and along which side they lie one after another. */
function factorsOf<Name extends string>(outputs: readonly Output<Name>[]): string {
  const all = outputs.flatMap(({ rows, columns, values }) =>
    values.flat().map((product) => ({ rows, columns, ...product })),
  );
  const cases = (body: (product: (typeof all)[number]) => string): string =>
    switchOf('product', all.map(body));
  const element = (
    { tensor, isTransposed }: Factor,
    [row, rows]: readonly [string, string],
    [column, columns]: readonly [string, string],
  ): string => {
    const at = isTransposed
      ? `${column} * numbers.${rows} + ${row}`
      : `${row} * numbers.${columns} + ${column}`;
    return `if (${row} < numbers.${rows} && ${column} < numbers.${columns}) { return ${tensor}[${at}]; }`;
  };
  return `
    fn innerOf(product: u32) -> u32 {
      ${cases(({ inner }) => `return numbers.${inner};`)}
      return 0;
    }
    fn left(product: u32, row: u32, i: u32) -> f32 {
      ${cases(({ left, rows, inner }) => element(left, ['row', rows], ['i', inner]))}
      return 0;
    }
    fn right(product: u32, i: u32, column: u32) -> f32 {
      ${cases(({ right, columns, inner }) => element(right, ['i', inner], ['column', columns]))}
      return 0;
    }
    fn leftIsAlongInner(product: u32) -> bool {
      ${cases(({ left }) => `return ${left.isTransposed !== true};`)}
      return true;
    }
    fn rightIsAlongInner(product: u32) -> bool {
      ${cases(({ right }) => `return ${right.isTransposed === true};`)}
      return true;
    }`;
}

/** WGSL: the sums of a tile, and what becomes of them. */
function workOf<Name extends string>(outputs: readonly Output<Name>[], quads: Quads): string {
  const names = ['value', 'other'].slice(0, outputs[0]?.values.length);
  // Where the products of each output are among all, `[value][output]`.
  const counts = names.map((_, at) => outputs.map(({ values }) => values[at]?.length ?? 0));
  const firsts = names.map((_, at) =>
    outputs.map((_, output) => {
      const before = outputs.slice(0, output).flatMap(({ values }) => values.flat());
      const within = outputs[output]?.values.slice(0, at).flat() ?? [];
      return before.length + within.length;
    }),
  );
  const table = (entries: readonly number[] = []): string =>
    `array<u32, ${entries.length}>(${entries.join(', ')})`;
  const each = (as: (name: string, at: number) => string, separator: string): string =>
    names.map(as).join(separator);
  const puts = Array.from({ length: QUAD * quads * quads }, (_, at) => {
    const [down, across] = [Math.floor(at / quads), at % quads];
    const row = Math.floor(down / QUAD) * SIDE * QUAD + (down % QUAD);
    const values = each((name) => `${name}[${at}]`, ', ');
    return `putQuad(tile.output, row + ${row}, column + ${across * SIDE * QUAD}, ${values});`;
  });
  return `
    ${each((name, at) => `const FIRST_${name} = ${table(firsts[at])};`, '\n')}
    ${each((name, at) => `const COUNT_${name} = ${table(counts[at])};`, '\n')}
    fn put(output: u32, at: u32, ${each((name) => `${name}: f32`, ', ')}) {
      ${switchOf(
        'output',
        outputs.map(({ put }) => put),
      )}
    }
    fn putQuad(output: u32, row: u32, column: u32, ${each((name) => `${name}: vec4f`, ', ')}) {
      let size = sizeOf(output);
      if (row >= size.x) {
        return;
      }
      for (var i = 0u; i < QUAD && column + i < size.y; i++) {
        put(output, row * size.y + column + i, ${each((name) => `${name}[i]`, ', ')});
      }
    }
    fn work(group: u32, lane: u32) {
      let tile = tileOf(group);
      let row = tile.row + lane / SIDE * QUAD;
      let column = tile.column + lane % SIDE * QUAD;
      ${each(
        (name) =>
          `let ${name} = sumOf(FIRST_${name}[tile.output], COUNT_${name}[tile.output], tile.row, tile.column, lane);`,
        '\n',
      )}
      ${puts.join('\n')}
    }`;
}

/** WGSL: what is done for each number from 0 on; nothing for those beyond. */
function switchOf(number: string, bodies: readonly string[]): string {
  const cases = bodies.map((body, at) => `case ${at}u: { ${body} }`);
  return `switch (${number}) { ${cases.join('\n')} default: {} }`;
}
