// Where the page is, as its address says: `#/`, `#/racks`, `#/rack/ID[/WAY]`, `#/front/ID`, `#/compare/ID,ID`,
// else a page's own name.

import { signal } from './html.js';

/** @typedef {{page: string, id: string | null, way: string | null}} Route */

const OF_A_RACK = ['rack', 'front'];
/** A page of several racks: their ids stand as one, with commas. */
const OF_RACKS = 'compare';

/**
 * @param {string} hash
 * @returns {Route}
 */
export function parse(hash) {
  const [page, id, way] = hash.replace(/^#\/?/, '').split('/').map(plain);
  if (page && OF_A_RACK.includes(page)) {
    return id ? { page, id, way: way || null } : { page: 'home', id: null, way: null };
  }
  if (page === OF_RACKS && id) return { page, id, way: null };
  return { page: page && page !== OF_RACKS ? page : 'home', id: null, way: null };
}

/** @param {string} part of an address; one that nobody could have made stays as it is */
function plain(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = signal(parse(location.hash));
addEventListener('hashchange', () => {
  route.value = parse(location.hash);
});

/**
 * The page of a rack, maybe at one of its ways.
 * @param {string} id
 * @param {string | null} [way]
 */
export function rackAddress(id, way = null) {
  const at = `#/rack/${encodeURIComponent(id)}`;
  return way === null ? at : `${at}/${encodeURIComponent(way)}`;
}

/**
 * The picture of a rack's front.
 * @param {string} id
 */
export function frontAddress(id) {
  return `#/front/${encodeURIComponent(id)}`;
}

/**
 * Racks side by side.
 * @param {readonly string[]} ids
 */
export function compareAddress(ids) {
  return `#/${OF_RACKS}/${ids.map(encodeURIComponent).join(',')}`;
}

/** Whether the rack list stands beside the open rack, instead of before it. */
const wideQuery = matchMedia('(min-width: 1270px)');
export const wide = signal(wideQuery.matches);
wideQuery.addEventListener('change', () => {
  wide.value = wideQuery.matches;
});

/** Whether the page is held in one hand: navigation at the bottom, rows for a thumb. */
const phoneQuery = matchMedia('(max-width: 600px)');
export const phone = signal(phoneQuery.matches);
phoneQuery.addEventListener('change', () => {
  phone.value = phoneQuery.matches;
});

/** Whether the page hangs on a wall: `?kiosk`. */
export const kiosk = new URLSearchParams(location.search).has('kiosk');

/** Whether the search is open. */
export const finding = signal(false);

/**
 * A dialog somebody asked for: what it edits and the element it stands beside.
 * @typedef {{kind: 'rack-name', anchor: Element}
 *   | {kind: 'way' | 'name' | 'limits', way: string, anchor: Element}
 *   | {kind: 'color', connector: string, anchor: Element}
 *   | {kind: 'help', anchor: Element}} Asked
 */
export const asked = signal(/** @type {Asked | null} */ (null));
