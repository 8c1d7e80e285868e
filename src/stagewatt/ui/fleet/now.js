// What all views of the fleet share: places, choices of this device, who is abnormal now.

import { signal } from '../lib/html.js';
import { phone } from '../lib/route.js';
import * as store from '../lib/store.js';
import { keep, read } from '../lib/theme.js';
import { ABNORMAL, ALL, arranged, filtered, first, places } from './arrange.js';
import { loudestOf, pictureOf } from './picture.js';

/** @typedef {'board' | 'list' | 'wall'} View */
/** @typedef {import('./picture.js').Picture} Picture */

export const VIEWS = /** @type {const} */ (['board', 'list', 'wall']);
const PLACES = 'stagewatt.fleet.places';
const VIEW = 'stagewatt.fleet.view';
const FILTER = 'stagewatt.fleet.filter';
/** So long a new rack is marked as new. */
export const NEW_MS = 10_000;
/** So long a rack stays in the list of abnormal ones after it became calm: it is being read. */
export const LINGER_MS = 5000;

export const order = signal(placesKept());
export const view = signal(viewKept());
export const filter = signal(read(FILTER) ?? ALL);
/** Racks that are not calm, in no order. */
export const abnormal = signal(/** @type {ReadonlySet<string>} */ (new Set()));
/** Racks that came while this page was open, and until when they are marked. */
export const fresh = signal(/** @type {ReadonlyMap<string, number>} */ (new Map()));

let alarmsOf = loudestOf(store.alarms.peek());
/** @type {Map<string, number>} */
let rowOf = new Map();
/** @type {Map<string, number>} when each rack was last seen abnormal */
const lastBad = new Map();
/**
 * What was last said of each rack: several views ask for the same frame.
 * @type {Map<string, {frame: unknown, alarm: unknown, ageS: number | null, picture: Picture}>}
 */
const said = new Map();
let heard = false;
let chosen = false;

/** @returns {string[]} */
function placesKept() {
  try {
    const kept = JSON.parse(read(PLACES) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** @returns {View} */
function viewKept() {
  const kept = read(VIEW);
  return VIEWS.find((each) => each === kept) ?? (phone.peek() ? 'list' : 'board');
}

/** @param {View} next */
export function show(next) {
  view.value = next;
  keep(VIEW, next);
}

/** @param {string} next */
export function choose(next) {
  chosen = true;
  filter.value = next;
  keep(FILTER, next);
}

/** Give all racks their places anew, by name: only when somebody asks for it. */
export function sortByName() {
  order.value = places([], store.racks.peek() ?? []);
  keep(PLACES, JSON.stringify(order.value));
}

/** Take in the list of racks: new ones come behind the others and are marked for a while. */
function listed() {
  const racks = store.racks.value;
  if (racks === null) return;
  const known = new Set(order.peek());
  const came = racks.filter(({ id }) => !known.has(id));
  if (came.length === 0) {
    heard = true;
    return;
  }
  order.value = places(order.peek(), racks);
  keep(PLACES, JSON.stringify(order.value));
  if (heard) markNew(came.map(({ id }) => id));
  heard = true;
}

/** @param {readonly string[]} ids */
function markNew(ids) {
  const until = performance.now() + NEW_MS;
  fresh.value = new Map([...fresh.peek(), ...ids.map((id) => /** @type {const} */ ([id, until]))]);
  setTimeout(() => {
    const now = performance.now();
    fresh.value = new Map([...fresh.peek()].filter(([, end]) => end > now + 50));
  }, NEW_MS);
}

/** Racks in groups, each in its place. */
export function groups() {
  return arranged(store.racks.value ?? [], order.value);
}

/** What the chosen filter leaves of them. */
export function shown() {
  const bad = filter.value === ABNORMAL ? abnormal.value : abnormal.peek();
  return filtered(groups(), filter.value, bad);
}

/** All racks in the order in which they stand: what `[` and `]` go through. */
export function inOrder() {
  return arranged(store.racks.peek() ?? [], order.peek()).flatMap(({ racks }) => racks);
}

/**
 * What is known of a rack now; null while no frame tells of it. To be read at once: the same
 * picture goes on counting its age.
 * @param {string} id
 * @returns {Picture | null}
 */
export function pictureNow(id) {
  const kept = store.newestOf('fleet');
  const row = rowOf.get(id);
  if (!kept || row === undefined || row >= kept.frame.rows) return null;
  const { frame, sinceS } = kept;
  const alarm = alarmsOf.get(id) ?? null;
  let last = said.get(id);
  if (last?.frame !== frame || last.alarm !== alarm) {
    const picture = pictureOf(frame, row, id, alarm);
    last = { frame, alarm, ageS: picture.ageS, picture };
    said.set(id, last);
  }
  if (last.ageS !== null) last.picture.ageS = last.ageS + sinceS;
  return last.picture;
}

/** See after each frame who is abnormal; a rack that became calm stays for a moment. */
function judgeAll() {
  const now = performance.now();
  /** @type {Set<string>} */
  const bad = new Set();
  for (const id of rowOf.keys()) {
    const picture = pictureNow(id);
    if (picture && picture.severity !== 'calm') lastBad.set(id, now);
    if (now - (lastBad.get(id) ?? Number.NEGATIVE_INFINITY) < LINGER_MS) bad.add(id);
  }
  const before = abnormal.peek();
  const same = bad.size === before.size && [...bad].every((id) => before.has(id));
  if (!same) abnormal.value = bad;
  if (!chosen && phone.peek() && rowOf.size > 0) {
    chosen = true;
    filter.value = first(filter.peek() === ABNORMAL ? ALL : filter.peek(), bad.size);
  }
}

/** Judge all racks after each frame, as long as somebody looks at the fleet; returns the end of it. */
export function judging() {
  return store.onFrame('fleet', judgeAll);
}

store.fleetOrder.subscribe((ids) => {
  rowOf = new Map(ids.map((id, row) => [id, row]));
  said.clear();
});
store.alarms.subscribe((all) => {
  alarmsOf = loudestOf(all);
});
store.racks.subscribe(listed);
