import { LANES } from '../gpu-program.ts';

/** Lanes along a side of a tile, and numbers that each of them has there side by side. */
export const SIDE = Math.sqrt(LANES);
export const QUAD = 4;

/** Quads of a lane along a side: more of them compute more with what they read, and need more registers. */
export type Quads = 1 | 2;

/** Numbers along a side of a tile. */
export function sideOf(quads: Quads): number {
  return SIDE * QUAD * quads;
}

/** Pairs of a step: the fewer, the wider a tile is, so that both fit into what every GPU lets lanes share. */
function stepOf(quads: Quads): number {
  return 32 / quads;
}

/**
 * WGSL: `sumOf(firstProduct, count, row, column, lane)`, what a lane has of the sum of some products, which is QUAD rows
 * of QUAD numbers for each pair of its quads. A step of both factors is read into memory that the lanes share (Volkov &
 * Demmel 2008); what a program gives are `left(product, row, i)` and `right(product, i, column)`, `innerOf(product)`, and
 * along which side factors lie one after another. The sums are written out one by one: they are to stay in registers.
 */
export function tileSums(quads: Quads): string {
  const each = Array.from({ length: quads }, (_, quad) => quad);
  const reading = (side: 'left' | 'right', first: string) =>
    each.map((quad) => `let ${side}${quad} = ${side}s[at + ${first} + ${quad * SIDE}u];`);
  const additions = each.flatMap((down) =>
    ['x', 'y', 'z', 'w'].flatMap((component, row) =>
      each.map(
        (across) =>
          `sums[${(down * QUAD + row) * quads + across}] += left${down}.${component} * right${across};`,
      ),
    ),
  );
  return `
    const STEP = ${stepOf(quads)}u;
    const SIDE = ${SIDE}u;
    const QUAD = ${QUAD}u;
    const QUADS = ${SIDE * quads}u;
    // One more, so that lanes that write one below the other do not all write to one bank.
    const ROW = QUADS + 1;
    alias Sums = array<vec4f, ${QUAD * quads * quads}>;
    var<workgroup> lefts: array<vec4f, STEP * ROW>;
    var<workgroup> rights: array<vec4f, STEP * ROW>;
    /** The pair and the quad that a lane reads: lanes side by side read what lies side by side. */
    fn placeOf(element: u32, isAlongInner: bool) -> vec2u {
      if (isAlongInner) {
        return vec2u(element % STEP, element / STEP);
      }
      return vec2u(element / QUADS, element % QUADS);
    }
    fn readStep(product: u32, firstPair: u32, row: u32, column: u32, lane: u32) {
      for (var element = lane; element < STEP * QUADS; element += LANES) {
        let there = placeOf(element, leftIsAlongInner(product));
        let i = firstPair + there.x;
        let down = row + there.y * QUAD;
        lefts[there.x * ROW + there.y] = vec4f(
          left(product, down, i), left(product, down + 1, i),
          left(product, down + 2, i), left(product, down + 3, i),
        );
      }
      for (var element = lane; element < STEP * QUADS; element += LANES) {
        let there = placeOf(element, rightIsAlongInner(product));
        let i = firstPair + there.x;
        let across = column + there.y * QUAD;
        rights[there.x * ROW + there.y] = vec4f(
          right(product, i, across), right(product, i, across + 1),
          right(product, i, across + 2), right(product, i, across + 3),
        );
      }
    }
    fn sumOf(firstProduct: u32, count: u32, row: u32, column: u32, lane: u32) -> Sums {
      var sums = Sums();
      for (var product = firstProduct; product < firstProduct + count; product++) {
        for (var pair = 0u; pair < innerOf(product); pair += STEP) {
          readStep(product, pair, row, column, lane);
          workgroupBarrier();
          for (var i = 0u; i < STEP; i++) {
            let at = i * ROW;
            ${reading('left', 'lane / SIDE').join('\n')}
            ${reading('right', 'lane % SIDE').join('\n')}
            ${additions.join('\n')}
          }
          workgroupBarrier();
        }
      }
      return sums;
    }`;
}
