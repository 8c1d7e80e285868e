// The link between this browser and its node as a pure state machine: no socket, no clock.

export const CONNECT_MS = 3000;
export const LATE_MS = 1000;
export const LOST_MS = 3000;
export const JUMP_MS = 3000;
export const FIRST_RETRY_MS = 250;
export const LAST_RETRY_MS = 5000;

/**
 * `freshAt` is when the newest data arrived that may be shown as live; null before any, and after
 * waking (`wokeAt`), when what stands on the screen may be hours old. `dataAt` is when any arrived
 * at all.
 * @typedef {{
 *   phase: 'waiting' | 'connecting' | 'open',
 *   phaseAt: number, retryAt: number, attempt: number,
 *   tickAt: number | null, wokeAt: number, dataAt: number | null, freshAt: number | null,
 * }} Link
 * @typedef {'start' | 'opened' | 'data' | 'closed' | 'tick' | 'wake'} Input
 * @typedef {'open' | 'drop' | null} Act `open` drops whatever socket there is and opens a new one
 */

/** @returns {Link} */
export function link() {
  return {
    phase: 'waiting',
    phaseAt: 0,
    retryAt: 0,
    attempt: 0,
    tickAt: null,
    wokeAt: 0,
    dataAt: null,
    freshAt: null,
  };
}

/**
 * How long to wait before the next attempt: 0.25 s, doubling to 5 s, less up to a half by chance so
 * that many screens do not come back at once.
 * @param {number} attempt 0 for the first
 * @param {number} chance 0 to 1
 */
export function retryMs(attempt, chance) {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10)) * (1 - chance / 2);
}

/**
 * One step: what happened, when, and what to do with the socket now.
 * @param {Link} before
 * @param {Input} input
 * @param {number} nowMs monotonic
 * @param {number} chance 0 to 1
 * @returns {[Link, Act]}
 */
export function step(before, input, nowMs, chance) {
  switch (input) {
    case 'start':
    case 'wake':
      return [woken(opening(before, nowMs), nowMs), 'open'];
    case 'opened':
      return [{ ...before, phase: 'open', phaseAt: nowMs }, null];
    case 'data':
      return [{ ...before, phase: 'open', attempt: 0, dataAt: nowMs, freshAt: nowMs }, null];
    case 'closed':
      return [waiting(before, nowMs, chance), null];
    case 'tick':
      return ticked({ ...before, tickAt: nowMs }, before.tickAt, nowMs, chance);
  }
}

/**
 * @param {Link} now
 * @param {number | null} lastTick
 * @param {number} nowMs
 * @param {number} chance
 * @returns {[Link, Act]}
 */
function ticked(now, lastTick, nowMs, chance) {
  if (lastTick !== null && nowMs - lastTick > JUMP_MS) return step(now, 'wake', nowMs, chance);
  if (now.phase === 'waiting') {
    return nowMs >= now.retryAt ? [opening(now, nowMs), 'open'] : [now, null];
  }
  const since = now.phase === 'open' ? Math.max(now.phaseAt, now.dataAt ?? 0) : now.phaseAt;
  const patience = now.phase === 'open' ? LOST_MS : CONNECT_MS;
  return nowMs - since > patience ? [waiting(now, nowMs, chance), 'drop'] : [now, null];
}

/**
 * @param {Link} before
 * @param {number} nowMs
 * @returns {Link}
 */
function woken(before, nowMs) {
  return { ...before, attempt: 0, tickAt: nowMs, wokeAt: nowMs, freshAt: null };
}

/**
 * @param {Link} before
 * @param {number} nowMs
 * @returns {Link}
 */
function opening(before, nowMs) {
  return { ...before, phase: 'connecting', phaseAt: nowMs };
}

/**
 * @param {Link} before
 * @param {number} nowMs
 * @param {number} chance
 * @returns {Link}
 */
function waiting(before, nowMs, chance) {
  const retryAt = nowMs + retryMs(before.attempt, chance);
  return { ...before, phase: 'waiting', phaseAt: nowMs, retryAt, attempt: before.attempt + 1 };
}

/**
 * What the screen must show: live, late (the age counts), lost (everything hatched), waking (hatched,
 * but the link has hardly been asked) or starting (nothing ever came, and it is too early to tell).
 * @typedef {'starting' | 'waking' | 'live' | 'late' | 'lost'} Kind
 * @param {Link} now
 * @param {number} nowMs
 * @param {number} startedMs when the page started
 * @returns {{kind: Kind, ageMs: number}}
 */
export function picture(now, nowMs, startedMs) {
  const ageMs = nowMs - (now.dataAt ?? startedMs);
  if (now.freshAt === null) {
    if (now.dataAt === null) return { kind: ageMs < LOST_MS ? 'starting' : 'lost', ageMs };
    return { kind: nowMs - now.wokeAt < LATE_MS ? 'waking' : 'lost', ageMs };
  }
  return { kind: ageMs < LATE_MS ? 'live' : ageMs < LOST_MS ? 'late' : 'lost', ageMs };
}
