// Which racks are marked, to be seen side by side. Little enough to come with the fleet's page.

import { signal } from '../lib/html.js';

/** So many fit beside each other and can still be read. */
export const MOST = 4;
export const LEAST = 2;

/** @typedef {{on: boolean, ids: readonly string[], refused: string | null}} Marks */

/** @type {Marks} */
const NONE = { on: false, ids: [], refused: null };

export const marks = signal(NONE);

/** @param {readonly string[]} ids that are marked already */
export function begin(ids = []) {
  marks.value = { on: true, ids: ids.slice(0, MOST), refused: null };
}

export function end() {
  marks.value = NONE;
}

/**
 * Mark a rack, or take its mark away; one too many is refused, and that is kept.
 * @param {Marks} before
 * @param {string} id
 * @returns {Marks}
 */
export function toggled({ ids }, id) {
  if (ids.includes(id)) return { on: true, ids: ids.filter((each) => each !== id), refused: null };
  if (ids.length >= MOST) return { on: true, ids, refused: id };
  return { on: true, ids: [...ids, id], refused: null };
}

/**
 * What a key does while the views are there: mark what has the focus, show what is marked.
 * @param {string} key
 * @returns {'mark' | 'show' | null}
 */
export function meant(key) {
  return key === 'm' ? 'mark' : key === 'M' ? 'show' : null;
}

/**
 * The racks that an address names, each once; and how many are more than fit.
 * @param {string | null} list
 */
export function named(list) {
  const all = [...new Set((list ?? '').split(',').filter(Boolean))];
  return { ids: all.slice(0, MOST), over: Math.max(0, all.length - MOST) };
}
