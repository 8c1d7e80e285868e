// What REST tells and changes rarely: racks, names, limits, alarms, models.

import { get, part } from './api.js';
import { signal } from './html.js';

/** @typedef {import('./types.js').RackDoc} RackDoc */
/** @typedef {import('./types.js').ModelDoc} ModelDoc */

export const node = signal(/** @type {import('./types.js').NodeDoc | null} */ (null));
export const racks = signal(/** @type {import('./types.js').RackRowDoc[] | null} */ (null));
/** Racks that the node was only told of: nothing reads them. */
export const unmonitored = signal(/** @type {import('./types.js').UnmonitoredDoc[]} */ ([]));
export const alarms = signal(/** @type {import('./types.js').AlarmDoc[]} */ ([]));
/** The rack that is open: names, limits, colours, layout. */
export const rack = signal(/** @type {RackDoc | null} */ (null));
/** What went wrong the last time something was read; null when it went well. */
export const trouble = signal(/** @type {string | null} */ (null));
/** @type {string | null} */
let opened = null;
/** @type {Map<string, Promise<ModelDoc>>} */
const models = new Map();

/**
 * @template T
 * @param {Promise<T>} asked
 * @param {(answer: T) => void} use
 */
async function load(asked, use) {
  try {
    use(await asked);
    trouble.value = null;
  } catch (error) {
    trouble.value = error instanceof Error ? error.message : String(error);
  }
}

/** Read who the node is. */
export function loadNode() {
  return load(get('node'), (answer) => {
    node.value = answer;
  });
}

/** Read the list of racks. */
export function loadRacks() {
  return load(get('racks'), (answer) => {
    racks.value = answer.racks;
    unmonitored.value = answer.unmonitored;
  });
}

/** Read what is raised. */
export function loadAlarms() {
  return load(get('alarms'), (answer) => {
    alarms.value = answer.alarms;
  });
}

/**
 * Read a rack; the answer counts only while that rack is still the open one.
 * @param {string} id
 */
export function loadRack(id) {
  return load(get(`racks/${part(id)}`), (answer) => {
    if (opened === id) rack.value = answer;
  });
}

/**
 * Open another rack; null for none.
 * @param {string | null} id
 */
export function open(id) {
  opened = id;
  if (rack.peek()?.id !== id) rack.value = null;
  if (id !== null) void loadRack(id);
}

/**
 * A model of the catalogue, asked for once.
 * @param {string} id
 */
export function model(id) {
  const kept = models.get(id);
  if (kept) return kept;
  const asked = get(`models/${part(id)}`);
  models.set(id, asked);
  asked.catch(() => models.delete(id));
  return asked;
}
