/** A point of the plane, both axes in percent. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** Where a label stands relative to its point, as Plot's text options. */
export interface LabelPlacement {
  readonly textAnchor: 'start' | 'middle' | 'end';
  readonly dx: number;
  readonly dy: number;
}

/** `reach`: how far, as a share of the axis, the middle of the label lies from its point. */
const SIDES: readonly (LabelPlacement & { readonly reach: PlanePoint })[] = [
  { textAnchor: 'start', dx: 11, dy: 0, reach: { x: 0.08, y: 0 } },
  { textAnchor: 'middle', dx: 0, dy: -15, reach: { x: 0, y: 0.05 } },
  { textAnchor: 'middle', dx: 0, dy: 15, reach: { x: 0, y: -0.05 } },
  { textAnchor: 'end', dx: -11, dy: 0, reach: { x: -0.08, y: 0 } },
  { textAnchor: 'start', dx: 8, dy: -14, reach: { x: 0.08, y: 0.05 } },
  { textAnchor: 'start', dx: 8, dy: 14, reach: { x: 0.08, y: -0.05 } },
  { textAnchor: 'start', dx: 8, dy: -29, reach: { x: 0.08, y: 0.1 } },
  { textAnchor: 'start', dx: 8, dy: 29, reach: { x: 0.08, y: -0.1 } },
];

/** Half the width of a label, as a share of the axis: closer to an end it would leave the plane. */
const HALF_WIDTH = 0.06;
/** Room enough, as a share of the axis: the first side that has it is taken. */
const ENOUGH = 0.07;

/**
 * Puts each label on the first side of its point with room enough, or else on the one with the most.
 * `axisEnd` is the value at which both axes end.
 */
export function labelPlacements(
  points: readonly PlanePoint[],
  obstacles: readonly PlanePoint[],
  axisEnd: number,
): readonly LabelPlacement[] {
  const taken: PlanePoint[] = [];
  return points.map((point, index) => {
    const others = [...points.filter((_, other) => other !== index), ...obstacles];
    const sides = SIDES.map(({ reach, ...placement }) => {
      const centre = { x: point.x + reach.x * axisEnd, y: point.y + reach.y * axisEnd };
      const inside =
        centre.x >= HALF_WIDTH * axisEnd &&
        centre.x <= (1 - HALF_WIDTH) * axisEnd &&
        centre.y >= 0 &&
        centre.y <= axisEnd;
      return { placement, centre, room: inside ? nearest(centre, [...others, ...taken]) : -1 };
    });
    const best =
      sides.find(({ room }) => room >= ENOUGH * axisEnd) ??
      sides.reduce((one, other) => (other.room > one.room ? other : one));
    taken.push(best.centre);
    return best.placement;
  });
}

function nearest(point: PlanePoint, others: readonly PlanePoint[]): number {
  return Math.min(
    Number.MAX_VALUE,
    ...others.map((other) => Math.hypot(point.x - other.x, point.y - other.y)),
  );
}
