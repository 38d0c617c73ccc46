/** A share as a percentage with one decimal, without the sign: 0.0457 is `4.6`. */
export function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** Seconds in the two largest units: `48.2 s`, `4 min 9 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A count with its thousands apart: `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
