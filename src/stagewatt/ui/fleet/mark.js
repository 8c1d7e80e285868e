// What every picture of a rack has in common: how loud it is and how far it can be believed.

import { mark } from '../lib/cells.js';

const NAMES = /** @type {const} */ (['online', 'stale', 'known', 'warning', 'tripped']);
/** @type {WeakMap<HTMLElement, string>} what stands at each element: it seldom changes */
const marked = new WeakMap();

/**
 * @param {HTMLElement} el
 * @param {import('./picture.js').Picture} picture
 */
export function markAll(el, picture) {
  const { severity, online, stale, known, warning, tripped } = picture;
  const all = [online, stale || !online, known, warning, tripped];
  const told = `${severity} ${all.join()}`;
  if (marked.get(el) === told) return;
  marked.set(el, told);
  mark(el, 'severity', severity);
  NAMES.forEach((name, k) => mark(el, name, all[k] ? 'yes' : 'no'));
}
