// The only owner of the socket: what the node sends, kept where panels find it.

import { loadAlarms, loadNode, loadNodes, loadRack, loadRacks } from './facts.js';
import { open as openRack, rack } from './facts.js';
import { dropFrame, keepFrame, learn, readFrame, tellFrame } from './frames.js';
import { gently } from './gently.js';
import { signal } from './html.js';
import { link, picture, step } from './link.js';
import { SCHEMA } from './wire.js';

export * from './facts.js';
export { newestOf, onFrame } from './frames.js';

const PROTOCOL = 'stagewatt.v1.bin';
const HZ = 10;
const TICK_MS = 100;
/** A hundred racks may change at once: what they have in common is read once for all. */
const REST_MS = 150;
const AGAIN_MS = 1500;

const startedMs = performance.now();
let greetings = 0;
let state = link();
/** @type {WebSocket | null} */
let socket = null;
/** @type {string | null} the rack that is open */
let opened = null;
/** @type {string[]} what views want beside the fleet and the open rack */
let extra = [];
let wanted = topicsWanted();
/** @type {Set<(nowMs: number) => void>} */
const tickers = new Set();
/** @type {Set<(message: any) => void>} */
const texts = new Set();

const allRacks = gently(loadRacks, REST_MS);
const allAlarms = gently(loadAlarms, REST_MS);
const allNodes = gently(loadNodes, REST_MS);

/** How the link stands. */
export const linkKind = signal(/** @type {import('./link.js').Kind} */ ('starting'));
/** The node speaks another version of the frames than this page: the page must be loaded anew. */
export const outdated = signal(false);
/** The order of the racks in the fleet frames. */
export const fleetOrder = signal(/** @type {string[]} */ ([]));
/** Grows with each event, so that a log on the screen knows to look again. */
export const eventCount = signal(0);

/** Start: open the socket and keep watch over the link. */
export function start() {
  act('start');
  allRacks();
  setInterval(tick, TICK_MS);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) wake();
  });
  addEventListener('online', wake);
}

/** The page comes back from a lock or a sleep: nothing on it counts as live until data arrives. */
function wake() {
  act('wake');
  show();
}

function tick() {
  act('tick');
  show();
  const now = performance.now();
  for (const run of tickers) run(now);
}

/**
 * @param {import('./link.js').Input} input
 */
function act(input) {
  const [next, what] = step(state, input, performance.now(), Math.random());
  state = next;
  if (what) drop();
  if (what === 'open') open();
}

/** Put the state of the link on the page, so that one attribute hatches everything. */
function show() {
  const { kind } = picture(state, performance.now(), startedMs);
  const page = document.documentElement.dataset;
  if (kind !== linkKind.peek()) page.link = linkKind.value = kind;
  const doubt = kind === 'lost' || kind === 'waking' || outdated.peek() ? 'yes' : 'no';
  if (page.doubt !== doubt) page.doubt = doubt;
}

/** Age of the newest data in milliseconds. */
export function linkAgeMs() {
  return picture(state, performance.now(), startedMs).ageMs;
}

/** Wall time of this device when the last data came, null before any. Only a label. */
export function lastDataAt() {
  return state.dataAt === null ? null : new Date(Date.now() - linkAgeMs());
}

/**
 * Be called ten times a second, for ages that count.
 * @param {(nowMs: number) => void} run
 */
export function onTick(run) {
  tickers.add(run);
  return () => {
    tickers.delete(run);
  };
}

function drop() {
  if (!socket) return;
  socket.onopen = socket.onclose = socket.onmessage = socket.onerror = null;
  socket.close();
  socket = null;
}

function open() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  socket = new WebSocket(`${scheme}://${location.host}/api/v1/stream`, PROTOCOL);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    act('opened');
    subscribe();
  };
  socket.onclose = () => {
    socket = null;
    act('closed');
  };
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') said(JSON.parse(data));
    else framed(data);
  };
}

function subscribe() {
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ sub: wanted, hz: HZ }));
  }
}

/** @param {ArrayBuffer} data */
function framed(data) {
  const { frame, topic } = readFrame(data);
  if (frame || outdated.peek()) act('data');
  if (!frame || topic === undefined || outdated.peek()) return;
  keepFrame(topic, frame);
  if (linkKind.peek() !== 'live') show();
  tellFrame(topic, frame);
}

/**
 * Text of the stream: hello, the order of the fleet, changes and events.
 * @param {any} message
 */
function said(message) {
  heard(message);
  for (const listen of texts) listen(message);
}

/** @param {any} message */
function heard(message) {
  switch (message.type) {
    case 'hello':
      return greeted(message);
    case 'fleet':
      fleetOrder.value = message.racks;
      return undefined;
    case 'changed':
      if (message.rack === rack.peek()?.id) void loadRack(message.rack);
      allAlarms();
      return allRacks();
    case 'racks':
      return allRacks();
    case 'nodes':
      return allNodes();
    case 'event':
      eventCount.value += 1;
      return allAlarms();
    default:
      return undefined;
  }
}

/** @param {{schema: string, boot_id: string, topics: Record<string, number>}} hello */
function greeted(hello) {
  outdated.value = hello.schema !== SCHEMA;
  learn(hello.topics);
  void loadNode();
  // The list is being read since the start: what changed before the link stood is seen a little later.
  if (greetings++ === 0) setTimeout(allRacks, AGAIN_MS);
  else allRacks();
  allAlarms();
  allNodes();
  if (opened !== null) void loadRack(opened);
}

function topicsWanted() {
  return ['fleet', ...(opened === null ? [] : [`rack/${opened}`]), ...new Set(extra)];
}

/** Tell the node what is wanted now, where that changed. */
function chosen() {
  const next = topicsWanted();
  if (next.join() === wanted.join()) return false;
  wanted = next;
  subscribe();
  return true;
}

/**
 * Choose the rack that is open; null for none.
 * @param {string | null} id
 */
export function watch(id) {
  opened = id;
  if (chosen()) openRack(id);
}

/**
 * Have a topic sent as long as somebody wants it; returns the end of it.
 * @param {string} topic
 */
export function want(topic) {
  extra = [...extra, topic];
  chosen();
  return () => {
    const at = extra.indexOf(topic);
    extra = extra.filter((_, k) => k !== at);
    dropFrame(topic);
    chosen();
  };
}

/**
 * Hear each text of the stream after the page has taken it in: events, changes.
 * @param {(message: any) => void} listen
 */
export function onText(listen) {
  texts.add(listen);
  return () => {
    texts.delete(listen);
  };
}
