// Which values of a row are bold: the biggest, calm to look at. Pure.

/**
 * Which of some values are biggest: all that are so by a margin, none where all are alike or only
 * one is known. Who is biggest already stays so until it is clearly not: the digits still move.
 * @param {ReadonlySet<number>} before
 * @param {readonly (number | null)[]} values null for what cannot be compared
 * @param {number} margin
 * @returns {Set<number>}
 */
export function biggest(before, values, margin) {
  const known = values.flatMap((value, k) => (value === null ? [] : [{ value, k }]));
  const top = Math.max(...known.map(({ value }) => value));
  const near = (/** @type {number} */ k) => (before.size && !before.has(k) ? margin / 2 : margin);
  const best = known.filter(({ value, k }) => top - value <= near(k));
  return best.length < known.length ? new Set(best.map(({ k }) => k)) : new Set();
}
