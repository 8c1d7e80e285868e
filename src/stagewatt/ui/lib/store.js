// The only owner of the socket: what the node sends, kept where panels find it.

import { loadAlarms, loadNode, loadRack, loadRacks, open as openRack, rack } from './facts.js';
import { signal } from './html.js';
import { link, picture, step } from './link.js';
import { decode, SCHEMA } from './wire.js';

/** @typedef {import('./wire.js').Frame} Frame */

export * from './facts.js';

const PROTOCOL = 'stagewatt.v1.bin';
const HZ = 10;
const TICK_MS = 100;

const startedMs = performance.now();
let state = link();
/** @type {WebSocket | null} */
let socket = null;
/** @type {string[]} */
let wanted = ['fleet'];
/** @type {Map<number, string>} */
const topics = new Map();
/** @type {Map<string, {frame: Frame, at: number}>} */
const newest = new Map();
/** @type {Map<string, Set<(frame: Frame) => void>>} */
const listeners = new Map();
/** @type {Set<(nowMs: number) => void>} */
const tickers = new Set();

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
  void loadRacks();
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
  const frame = decode(data);
  if (frame || outdated.peek()) act('data');
  const topic = frame ? topics.get(frame.topic) : undefined;
  if (!frame || topic === undefined || outdated.peek()) return;
  newest.set(topic, { frame, at: performance.now() });
  if (linkKind.peek() !== 'live') show();
  for (const listen of listeners.get(topic) ?? []) listen(frame);
}

/**
 * Text of the stream: hello, the order of the fleet, changes and events.
 * @param {any} message
 */
function said(message) {
  switch (message.type) {
    case 'hello':
      return greeted(message);
    case 'fleet':
      fleetOrder.value = message.racks;
      return undefined;
    case 'changed':
      if (message.rack === rack.peek()?.id) void loadRack(message.rack);
      void loadAlarms();
      return void loadRacks();
    case 'racks':
      return void loadRacks();
    case 'event':
      eventCount.value += 1;
      return void loadAlarms();
    default:
      return undefined;
  }
}

/** @param {{schema: string, boot_id: string, topics: Record<string, number>}} hello */
function greeted(hello) {
  outdated.value = hello.schema !== SCHEMA;
  topics.clear();
  for (const [name, number] of Object.entries(hello.topics)) topics.set(number, name);
  void loadNode();
  void loadRacks();
  void loadAlarms();
  const id = rackOf(wanted);
  if (id !== null) void loadRack(id);
}

/** @param {readonly string[]} names of topics */
function rackOf(names) {
  return names.find((name) => name.startsWith('rack/'))?.slice(5) ?? null;
}

/**
 * Choose the rack that is open; null for none.
 * @param {string | null} id
 */
export function watch(id) {
  const next = id === null ? ['fleet'] : ['fleet', `rack/${id}`];
  if (next.join() === wanted.join()) return;
  wanted = next;
  openRack(id);
  subscribe();
}

/**
 * Hear each frame of a topic; the newest one at once if there is any.
 * @param {string} topic
 * @param {(frame: Frame) => void} listen
 */
export function onFrame(topic, listen) {
  const all = listeners.get(topic) ?? new Set();
  listeners.set(topic, all.add(listen));
  const kept = newest.get(topic);
  if (kept) listen(kept.frame);
  return () => {
    all.delete(listen);
  };
}

/**
 * The newest frame of a topic and how long ago it came, in seconds.
 * @param {string} topic
 */
export function newestOf(topic) {
  const kept = newest.get(topic);
  return kept ? { frame: kept.frame, sinceS: (performance.now() - kept.at) / 1000 } : null;
}
