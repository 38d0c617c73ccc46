import { secondsOf, type Comparison } from './comparison.ts';
import type { CurveAxis } from './tasks.ts';

/** A measured point of a curve. */
export interface CurvePoint {
  /** Sequences, tokens of a sequence, or weights of the model. */
  readonly at: number;
  readonly seconds: number;
  readonly lowest: number;
  readonly highest: number;
  readonly flops: number;
}

/** The cost of one kind of work for one contender, over one axis; points from the smallest on. */
export interface Curve {
  readonly work: 'training step' | 'sampling';
  readonly axis: CurveAxis;
  readonly contender: string;
  readonly points: readonly CurvePoint[];
}

/** The curves that are in `comparisons`, of those contenders that have at least two points. */
export function curvesOf(comparisons: readonly Comparison[]): readonly Curve[] {
  const all = comparisons.filter(({ group }) => group === 'curve');
  const contenders = [
    ...new Set(all.flatMap(({ measurements }) => measurements.map(({ contender }) => contender))),
  ];
  const kinds = (['training step', 'sampling'] as const).flatMap((work) =>
    (['batch', 'length', 'size'] as const).map((axis) => ({ work, axis })),
  );
  return kinds.flatMap(({ work, axis }) =>
    contenders.flatMap((contender) => {
      const points = all
        .filter((comparison) => comparison.subject === work && comparison.work === axis)
        .flatMap((comparison) => pointOf(comparison, contender))
        .sort((one, other) => one.at - other.at);
      return points.length < 2 ? [] : [{ work, axis, contender, points }];
    }),
  );
}

function pointOf({ measurements, at, flops }: Comparison, contender: string): CurvePoint[] {
  const own = measurements.find((one) => one.contender === contender && one.seconds.length > 0);
  if (own === undefined || at === undefined || flops === null) return [];
  const [lowest, highest] = [Math.min(...own.seconds), Math.max(...own.seconds)];
  return [{ at, seconds: secondsOf(own), lowest, highest, flops }];
}

/** Seconds by the arithmetic alone: those of the middle point, at the same rate for all. */
export function predicted({
  points,
}: Curve): readonly { readonly at: number; readonly seconds: number }[] {
  const middle = points[Math.floor((points.length - 1) / 2)];
  if (middle === undefined) return [];
  return points.map(({ at, flops }) => ({ at, seconds: (middle.seconds * flops) / middle.flops }));
}

/**
 * Seconds at the last point over what the arithmetic makes of the middle one: 1 grows as the arithmetic does, less grows
 * more slowly, since what a call costs in any case weighs less.
 */
export function growthOverArithmetic(curve: Curve): number {
  const last = curve.points.at(-1);
  const expected = predicted(curve).at(-1);
  return last === undefined || expected === undefined ? NaN : last.seconds / expected.seconds;
}
