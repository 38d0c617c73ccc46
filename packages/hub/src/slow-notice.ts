import { inUnits } from './in-units.ts';

/** Milliseconds between two lines about one file. */
const QUIET = 10_000;

/** A function to tell how many bytes are there, which says so every ten seconds; `clock` gives milliseconds. */
export function slowNotice(
  name: string,
  total: number | undefined,
  notice: (message: string) => void,
  clock: () => number = () => performance.now(),
): (bytes: number) => void {
  let last = clock();
  return (bytes) => {
    if (clock() - last < QUIET) return;
    last = clock();
    const share = total === undefined ? '' : ` of ${inUnits(total)}, ${percent(bytes, total)} %`;
    notice(`fetching ${name}: ${inUnits(bytes)}${share}`);
  };
}

function percent(part: number, whole: number): number {
  return Math.floor((100 * part) / whole);
}
