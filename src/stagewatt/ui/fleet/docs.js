// What the racks are made of, for search and wall: read two at a time, kept small, read anew on change.

import { get, part, Refusal } from '../lib/api.js';
import { signal } from '../lib/html.js';
import * as store from '../lib/store.js';

/**
 * @typedef {{id: string, name: string | null, phase: string | null, connector: string,
 *   rated_a: number | null}} WayNote
 * @typedef {{ways: WayNote[], connectors: {id: string, title: string, color: string | null}[]}} Note
 */

const AT_ONCE = 2;
const REST_MS = 40;
const AGAIN_MS = 5000;

/** @type {Map<string, Note>} */
const notes = new Map();
/** @type {Set<string>} */
const waiting = new Set();
let busy = 0;
let following = false;

/** Grows with each rack that was read. */
export const read = signal(0);

/** @param {string} id */
export function noteOf(id) {
  return notes.get(id) ?? null;
}

/**
 * Have racks read that are not known yet; those asked for last come first.
 * @param {readonly string[]} ids
 */
export function ask(ids) {
  follow();
  const before = [...waiting];
  waiting.clear();
  for (const id of [...ids, ...before]) if (!notes.has(id)) waiting.add(id);
  while (busy < AT_ONCE && waiting.size) void next();
}

/** What changes is read again, and what is gone is forgotten. */
function follow() {
  if (following) return;
  following = true;
  store.onText((message) => {
    if (message.type === 'changed' && notes.has(message.rack)) again(message.rack);
  });
  store.racks.subscribe((racks) => {
    const there = new Set(racks?.map(({ id }) => id));
    for (const id of racks ? notes.keys() : []) if (!there.has(id)) notes.delete(id);
  });
}

/** @param {string} id */
function again(id) {
  waiting.add(id);
  if (busy < AT_ONCE) void next();
}

async function next() {
  const [id] = waiting;
  if (id === undefined) return;
  waiting.delete(id);
  busy += 1;
  try {
    const { ways, connectors } = await get(`racks/${part(id)}`);
    notes.set(id, { ways: ways.map(way), connectors: connectors.map(connector) });
    read.value += 1;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status !== 404) setTimeout(() => ask([id]), AGAIN_MS);
  }
  setTimeout(() => {
    busy -= 1;
    void next();
  }, REST_MS);
}

/**
 * @param {import('../lib/types.js').WayDoc} way
 * @returns {WayNote}
 */
function way({ id, name, phase, connector, rated_a }) {
  return { id, name, phase, connector, rated_a: rated_a ?? null };
}

/** @param {import('../lib/types.js').ConnectorDoc} connector */
function connector({ id, title, color }) {
  return { id, title, color };
}
