// Joins a topic's frames to the cells on the page: who is on screen gets written, nobody else.

import { Cells, screen } from './cells.js';
import { LATE_MS } from './link.js';
import { newestOf, onFrame, onTick } from './store.js';

const AGES_MS = 500;

const cells = new Cells(screen());
/** @type {Map<string, Set<import('./cells.js').Row>>} the rows of each topic */
const rows = new Map();
let agedAt = 0;

/** Where frames stay away nothing is written for them, but ages go on counting. */
function grow(/** @type {number} */ nowMs) {
  if (nowMs - agedAt < AGES_MS) return;
  agedAt = nowMs;
  for (const [topic, all] of rows) {
    const kept = newestOf(topic);
    if (kept && kept.sinceS * 1000 > LATE_MS) for (const row of all) cells.touch(row);
  }
}

onTick(grow);

/**
 * Write what is known before an element is first laid out: a write that fails stops nothing else.
 * @param {(nowMs: number) => boolean} write
 */
export function atOnce(write) {
  try {
    write(performance.now());
  } catch (error) {
    reportError(error);
  }
}

/**
 * Let `write` run for an element after each frame of a topic; returns the end of it.
 * @param {string} topic
 * @param {Element} el
 * @param {(nowMs: number) => boolean} write
 * @param {number} weight how many others it weighs as much as, so that a frame writes fewer of it
 */
export function live(topic, el, write, weight = 1) {
  const { row, end } = cells.row(el, write, weight);
  const unheard = onFrame(topic, () => cells.touch(row));
  const all = rows.get(topic) ?? new Set();
  rows.set(topic, all.add(row));
  return () => {
    unheard();
    all.delete(row);
    if (!all.size) rows.delete(topic);
    end();
  };
}
