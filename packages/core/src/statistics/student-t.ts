/**
 * P(|T| ≤ t) of Student's distribution with a whole number of degrees of freedom, by its finite series
 * (Abramowitz & Stegun, 26.7.3 and 26.7.4).
 */
export function studentTCentralProbability(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const cosine = Math.cos(angle);
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
    term *= cosine ** 2 * ((power - 1) / power);
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/**
 * The t with P(|T| ≤ t) = `coverage`, by bisection.
 * Throws when `degreesOfFreedom` is not a whole number of at least 1, or `coverage` is not within [0, 1).
 */
export function studentTQuantile(coverage: number, degreesOfFreedom: number): number {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new Error(
      `degrees of freedom must be a whole number of at least 1, not ${degreesOfFreedom}`,
    );
  }
  if (!(coverage >= 0 && coverage < 1)) {
    throw new Error(`a coverage must be at least 0 and below 1, not ${coverage}`);
  }
  let low = 0;
  let high = 1;
  while (studentTCentralProbability(high, degreesOfFreedom) < coverage) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (studentTCentralProbability(middle, degreesOfFreedom) < coverage) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
