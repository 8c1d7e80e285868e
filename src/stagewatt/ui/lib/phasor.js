// The balance picture as geometry: three current arrows, their vector sum, the measured neutral.

const TURN = (2 * Math.PI) / 3;

/**
 * Current phasors on a page: L1 points up, L2 and L3 follow clockwise; a lagging current turns
 * clockwise by its power-factor angle. Lengths are fractions of the rating.
 * @param {readonly (number | null)[]} iA L1, L2, L3 in amps
 * @param {readonly (number | null)[]} pf per phase, negative leads; null is taken as 1
 * @param {number} ratedA what length 1 stands for
 */
export function phasors(iA, pf, ratedA) {
  const arrows = iA.slice(0, 3).map((amps, k) => {
    const factor = Math.max(-1, Math.min(1, pf[k] ?? 1));
    const lag = Math.acos(Math.abs(factor)) * Math.sign(factor || 1);
    const angle = k * TURN + lag;
    const length = (amps ?? 0) / ratedA;
    return { x: length * Math.sin(angle), y: -length * Math.cos(angle) };
  });
  const x = arrows.reduce((sum, arrow) => sum + arrow.x, 0);
  const y = arrows.reduce((sum, arrow) => sum + arrow.y, 0);
  const known = iA.slice(0, 3).every((amps) => amps !== null);
  return { arrows, sum: { x, y, a: known ? Math.hypot(x, y) * ratedA : null } };
}

/**
 * What of the neutral current the fundamental vectors do not explain: the triplen harmonics, which
 * add up in the neutral. Estimated, as rms values add in squares.
 * @param {number | null} neutralA measured
 * @param {number | null} sumA length of the vector sum
 */
export function unexplained(neutralA, sumA) {
  if (neutralA === null || sumA === null) return null;
  return Math.sqrt(Math.max(0, neutralA * neutralA - sumA * sumA));
}

/**
 * Largest deviation of a phase from the mean of the three, in percent of the mean (NEMA MG 1).
 * @param {readonly (number | null)[]} iA
 */
export function unbalancePct(iA) {
  const known = iA.slice(0, 3).filter((amps) => amps !== null);
  const mean = known.reduce((sum, amps) => sum + amps, 0) / 3;
  if (known.length < 3 || mean < 0.5) return null;
  return (Math.max(...known.map((amps) => Math.abs(amps - mean))) / mean) * 100;
}
