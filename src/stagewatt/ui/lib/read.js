// The open rack's newest frame as the panes read it, with ages that go on counting.

import { newestOf } from './store.js';

/** @typedef {import('./wire.js').Frame} Frame */

/**
 * @param {string} id
 * @returns {{frame: Frame, sinceS: number} | null}
 */
export function rackFrame(id) {
  return newestOf(`rack/${id}`);
}

/**
 * An age that the node sent, plus the time since it arrived here.
 * @param {number | null} sentS
 * @param {number} sinceS
 */
export function ageNow(sentS, sinceS) {
  return sentS === null ? null : sentS + sinceS;
}

/**
 * The quality of something, as it must be drawn: a rack that does not answer has nothing better
 * than stale.
 * @param {Frame} frame
 * @param {string | null} quality
 */
export function drawn(frame, quality) {
  const own = quality ?? 'missing';
  return frame.num('online') === 1 || own === 'missing' || own === 'unmeasured' ? own : 'stale';
}
