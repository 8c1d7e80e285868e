// The five racks nearest to trouble, calm to look at: places change only for a reason. Pure.

export const MOST = 5;
/** So much nearer to its limit (in percent of it) a rack must be to take another one's place. */
export const MARGIN_PCT = 5;
/** So long places stand where nothing grew louder. */
export const STAND_MS = 5000;

/**
 * @typedef {{rack: string, rank: number, usedPct: number}} Candidate `rank` grows with loudness
 * @typedef {{places: string[], movedAt: number}} Worst
 */

/** @returns {Worst} */
export function nobody() {
  return { places: [], movedAt: Number.NEGATIVE_INFINITY };
}

/**
 * @param {Candidate} one
 * @param {boolean} inside whether it stands there already
 */
function weight({ rank, usedPct }, inside) {
  return rank * 1e6 + Math.min(usedPct, 1e5) + (inside ? MARGIN_PCT : 0);
}

/**
 * Who stands where from now on. A louder one comes in at once; one that is only nearer to its limit
 * must be so by a margin, and waits until the others have stood for a while.
 * @param {Worst} before
 * @param {readonly Candidate[]} candidates
 * @param {number} nowMs
 * @returns {Worst}
 */
export function worstOf(before, candidates, nowMs) {
  const by = new Map(candidates.map((one) => [one.rack, one]));
  const stood = before.places.filter((id) => by.has(id));
  const inside = new Set(stood);
  const best = [...candidates]
    .sort((a, b) => weight(b, inside.has(b.rack)) - weight(a, inside.has(a.rack)))
    .slice(0, MOST);
  const wanted = new Set(best.map(({ rack }) => rack));
  const rank = (/** @type {string} */ id) => by.get(id)?.rank ?? 0;
  const leaving = stood.filter((id) => !wanted.has(id));
  const coming = best.map(({ rack }) => rack).filter((id) => !inside.has(id));
  const louder = coming.some((id) => leaving.every((other) => rank(id) > rank(other)));
  const rested = nowMs - before.movedAt >= STAND_MS;
  const moving = coming.length > 0 && (leaving.length === 0 || louder || rested);
  const places = moving ? replaced(stood, leaving, coming) : stood;
  const sorted = [...places].sort((a, b) => rank(b) - rank(a));
  const moved = sorted.join() !== before.places.join();
  return { places: sorted, movedAt: moved ? nowMs : before.movedAt };
}

/**
 * Who comes takes the place of who leaves; the others stay where they are.
 * @param {readonly string[]} stood
 * @param {readonly string[]} leaving
 * @param {readonly string[]} coming
 */
function replaced(stood, leaving, coming) {
  const waiting = [...coming];
  const next = stood.map((id) => (leaving.includes(id) ? (waiting.shift() ?? id) : id));
  return [...next, ...waiting].slice(0, MOST);
}
