// Where the page is, as its address says: `#/`, `#/racks`, `#/rack/ID`, `#/front/ID`, else a page's own name.

import { signal } from './html.js';

/** @typedef {{page: string, id: string | null}} Route */

const OF_A_RACK = ['rack', 'front'];

/**
 * @param {string} hash
 * @returns {Route}
 */
export function parse(hash) {
  const [page, id] = hash.replace(/^#\/?/, '').split('/');
  if (page && OF_A_RACK.includes(page)) {
    return id ? { page, id: decodeURIComponent(id) } : { page: 'home', id: null };
  }
  return { page: page || 'home', id: null };
}

export const route = signal(parse(location.hash));
addEventListener('hashchange', () => {
  route.value = parse(location.hash);
});

/** @param {string} id */
export function rackAddress(id) {
  return `#/rack/${encodeURIComponent(id)}`;
}

/**
 * The picture of a rack's front.
 * @param {string} id
 */
export function frontAddress(id) {
  return `#/front/${encodeURIComponent(id)}`;
}

/** Whether the rack list stands beside the open rack, instead of before it. */
const wideQuery = matchMedia('(min-width: 1270px)');
export const wide = signal(wideQuery.matches);
wideQuery.addEventListener('change', () => {
  wide.value = wideQuery.matches;
});

/**
 * A dialog somebody asked for: what it edits and the element it stands beside.
 * @typedef {{kind: 'rack-name', anchor: Element}
 *   | {kind: 'way' | 'name' | 'limits', way: string, anchor: Element}
 *   | {kind: 'color', connector: string, anchor: Element}
 *   | {kind: 'help', anchor: Element}} Asked
 */
export const asked = signal(/** @type {Asked | null} */ (null));
