// What REST tells and changes rarely: racks, names, limits, alarms, models.

import { get, part, Refusal } from './api.js';
import { signal } from './html.js';

/** @typedef {import('./types.js').RackDoc} RackDoc */
/** @typedef {import('./types.js').ModelDoc} ModelDoc */

export const node = signal(/** @type {import('./types.js').NodeDoc | null} */ (null));
export const racks = signal(/** @type {import('./types.js').RackRowDoc[] | null} */ (null));
/** Racks that the node was only told of: nothing reads them. */
export const unmonitored = signal(/** @type {import('./types.js').UnmonitoredDoc[]} */ ([]));
export const alarms = signal(/** @type {import('./types.js').AlarmDoc[]} */ ([]));
/** When they came, on this browser's monotonic clock: their ages count on from there. */
let alarmsAt = 0;
/** Racks known from before that nobody has told of since the node started. */
export const known = signal(/** @type {import('./types.js').KnownDoc[]} */ ([]));
/** Every node of the site that was heard since this one started. */
export const nodes = signal(/** @type {import('./types.js').PeerDoc[]} */ ([]));
/** When they came, as for the alarms. */
let nodesAt = 0;
/** The rack that is open: names, limits, colours, layout. */
export const rack = signal(/** @type {RackDoc | null} */ (null));
/** What went wrong the last time something was read; null when it went well. */
export const trouble = signal(/** @type {string | null} */ (null));
const ID_SHORT = 4;
const GROUPS_MAX = 8;
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

/**
 * The list as it came, with the rows of before where only live figures differ: the frames tell
 * those, and what is drawn of such a row stays. A rack that is away keeps its age.
 * @template {import('./types.js').RackRowDoc} T
 * @param {T[] | null} before
 * @param {T[]} after
 * @returns {T[]}
 */
export function settled(before, after) {
  const kept = new Map(before?.map((row) => [row.id, row]));
  const rows = after.map((row) => {
    const old = kept.get(row.id);
    return old && row.online && facts(old) === facts(row) ? old : row;
  });
  const same = before?.length === rows.length && rows.every((row, k) => row === before[k]);
  return same ? before : rows;
}

/** @param {import('./types.js').RackRowDoc} row */
function facts({ name, printed_name, model, node: by, group, via, also_read_by, online, warning }) {
  return JSON.stringify([name, printed_name, model, by, group, via, also_read_by, online, warning]);
}

/** Read the list of racks. */
export function loadRacks() {
  return load(get('racks'), (answer) => {
    racks.value = settled(racks.peek(), answer.racks);
    unmonitored.value = answer.unmonitored;
    known.value = answer.known ?? [];
    // Before the link stands nobody was met; once it does, all nodes are read anyway.
    const stranger = nodesAt > 0 && racks.value?.some(({ via }) => via && !met(via));
    if (stranger) void loadNodes();
  });
}

/** Read which nodes there are; what goes wrong with it is no trouble of the racks. */
export async function loadNodes() {
  try {
    nodes.value = (await get('nodes')).nodes;
    nodesAt = performance.now();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** @param {string} id */
function met(id) {
  return nodes.peek().find((each) => each.id === id);
}

/**
 * What a node is called: its name, with the start of its id where another node has the same.
 * @param {string} id
 * @param {readonly {id: string, name: string}[]} all
 */
export function nodeTitle(id, all) {
  const own = all.find((each) => each.id === id);
  if (!own?.name) return id;
  const twice = all.some(({ id: other, name }) => other !== id && name === own.name);
  return twice ? `${own.name} (${id.slice(0, ID_SHORT)})` : own.name;
}

/**
 * The name of a node of this site, or its id where it was not met.
 * @param {string} id
 */
export function nodeName(id) {
  const here = node.value;
  const all = nodes.value;
  return nodeTitle(id, all.length || !here ? all : [here]);
}

/**
 * The groups in use, each once, in their order; so many as a person looks through.
 * @param {readonly {group?: string | null}[]} all racks
 */
export function groupsOf(all) {
  const names = all.flatMap(({ group }) => (group ? [group] : []));
  return [...new Set(names)].sort((a, b) => a.localeCompare(b)).slice(0, GROUPS_MAX);
}

/** Seconds since the alarms came, and since the nodes came. */
export const since = {
  alarms: () => (performance.now() - alarmsAt) / 1000,
  nodes: () => (performance.now() - nodesAt) / 1000,
};

/** Read what is raised. */
export function loadAlarms() {
  return load(get('alarms'), (answer) => {
    alarmsAt = performance.now();
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
