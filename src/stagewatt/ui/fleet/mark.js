// What every picture of a rack has in common: how loud it is and how far it can be believed.

import { mark } from '../lib/cells.js';

/**
 * @param {HTMLElement} el
 * @param {import('./picture.js').Picture} picture
 */
export function markAll(el, picture) {
  mark(el, 'severity', picture.severity);
  mark(el, 'online', picture.online ? 'yes' : 'no');
  mark(el, 'stale', picture.stale || !picture.online ? 'yes' : 'no');
  mark(el, 'known', picture.known ? 'yes' : 'no');
  mark(el, 'warning', picture.warning ? 'yes' : 'no');
  mark(el, 'tripped', picture.tripped ? 'yes' : 'no');
}
