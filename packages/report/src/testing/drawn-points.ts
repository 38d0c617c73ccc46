/** A point in the units of the axes. */
type Point = readonly [x: number, y: number];

/** The value that each pixel has on an axis, from the labels of its first two ticks. */
function axis(svg: string, name: 'x' | 'y'): (pixel: number) => number {
  const labels = svg.slice(svg.indexOf(`aria-label="${name}-axis tick label"`));
  const pattern = /translate\(([\d.]+),([\d.]+)\)"[^>]*>([\d.]+)</g;
  const [one, other] = [...labels.matchAll(pattern)].slice(0, 2).map(([, x, y, value]) => ({
    pixel: Number(name === 'x' ? x : y),
    value: Number(value),
  }));
  if (one === undefined || other === undefined) throw new Error(`no ticks on the ${name} axis`);
  const scale = (other.value - one.value) / (other.pixel - one.pixel);
  return (pixel) => one.value + (pixel - one.pixel) * scale;
}

/** The groups of marks of a class and a colour, as markup. */
export function marks(svg: string, className: string, colour: string): readonly string[] {
  return svg
    .split('<g ')
    .filter((group) => group.includes(`class="${className}"`) && group.includes(`"${colour}"`));
}

/** `[mark]` the values of circles and of symbols, to a tenth. */
export function pointsOf(svg: string, groups: readonly string[]): readonly Point[] {
  return groups.flatMap((group) => {
    const circles = [...group.matchAll(/cy="([\d.]+)" cx="([\d.]+)"/g)].map(([, cy, cx]) => [
      cx,
      cy,
    ]);
    const symbols = [...group.matchAll(/<path[^>]*translate\(([\d.]+),([\d.]+)\)/g)].map(
      ([, cx, cy]) => [cx, cy],
    );
    return [...circles, ...symbols].map(([cx, cy]) => toATenth(svg, Number(cx), Number(cy)));
  });
}

/** `[path][corner]` the values of the corners of lines and areas, to a tenth. */
export function cornersOf(svg: string, groups: readonly string[]): readonly (readonly Point[])[] {
  const paths = groups.flatMap((group) => [...group.matchAll(/ d="M([^"]*)"/g)]);
  return paths.map(([, path = '']) =>
    path
      .replace('Z', '')
      .split('L')
      .map((corner) => {
        const [x = NaN, y = NaN] = corner.split(',').map(Number);
        return toATenth(svg, x, y);
      }),
  );
}

function toATenth(svg: string, x: number, y: number): Point {
  const rounded = (value: number) => Math.round(10 * value) / 10;
  return [rounded(axis(svg, 'x')(x)), rounded(axis(svg, 'y')(y))];
}
