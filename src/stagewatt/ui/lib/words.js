// What states are called on the screen. Nothing here ever says safe, dead, isolated or GO.

import { amps, clock, fixed, MISSING } from './format.js';

export const TREAT_AS_LIVE = 'NO ANSWER, TREAT AS LIVE';
export const SOURCE_STILL_LIVE = 'PANEL SOURCE AND DRAIN STILL LIVE';
export const NOT_MEASURED = 'not measured';

/** @type {Record<string, string>} */
const CAUSES = {
  e_stop: 'E-stop',
  neutral_loss: 'loss of neutral',
  overload: 'overload',
  short_time: 'short-time overcurrent',
  instantaneous: 'instantaneous overcurrent',
  neutral_overcurrent: 'neutral overcurrent',
  residual: 'residual current',
  manual: 'hand',
};

/** @type {Record<string, string>} */
const LOADS = {
  none: 'no load',
  ok: 'load',
  high: 'high',
  overload: 'overload',
  serious: 'serious',
  unknown: 'unknown',
};

/** @type {Record<string, string>} */
const PLACES = { main: 'main breaker', e_stop: 'E-stop', neutral_relay: 'neutral relay' };

/** @type {Record<string, string>} */
const RELAY = { not_tripped: 'not tripped', tripped: 'TRIPPED', unknown: 'unknown' };
/** @type {Record<string, string>} */
const E_STOP = { released: 'released', pressed: 'PRESSED', unknown: 'unknown' };

/** Tape colours: IEC 60757 letters and the word; the styles know how they look. */
export const TAPES = /** @type {const} */ ([
  ['BK', 'black'],
  ['BN', 'brown'],
  ['RD', 'red'],
  ['OG', 'orange'],
  ['YE', 'yellow'],
  ['GN', 'green'],
  ['BU', 'blue'],
  ['VT', 'violet'],
  ['GY', 'grey'],
  ['WH', 'white'],
  ['PK', 'pink'],
  ['TQ', 'turquoise'],
]);

/**
 * A breaker's state in words, with its cause and, where the contacts are read now, how it is known.
 * @param {string} state
 * @param {string | null} cause
 * @param {string} quality
 * @param {boolean} now
 */
export function breaker(state, cause, quality, now = true) {
  if (state === 'on') return 'ON';
  if (state === 'unknown') return 'UNKNOWN';
  const head = state === 'tripped' ? 'TRIPPED' : 'OFF';
  const by = cause === null ? undefined : CAUSES[cause];
  if (!by) return state === 'tripped' ? `${head}, cause unknown` : head;
  const known = quality === 'unknown' ? 'how is unknown' : quality;
  return `${head} by ${by}${now ? ` (${known})` : ''}`;
}

/** @param {string} load */
export function load(load) {
  return LOADS[load] ?? 'unknown';
}

/** @param {string} state */
export function neutralRelay(state) {
  return RELAY[state] ?? 'unknown';
}

/** @param {string} state */
export function eStop(state) {
  return E_STOP[state] ?? 'unknown';
}

/**
 * Whether the warning about the feed-through belongs beside the main's state.
 * @param {boolean} hasSource
 * @param {string} main
 * @param {string} eStopState
 */
export function sourceStillLive(hasSource, main, eStopState) {
  return hasSource && (main === 'off' || main === 'tripped' || eStopState === 'pressed');
}

/**
 * A place of a rack as people say it: `main.l2` is "main L2", `e_stop` "E-stop", a way its own name.
 * @param {string} place
 */
export function place(place) {
  const [head = '', phase] = place.split('.');
  return phase ? `${head} ${phase.toUpperCase()}` : (PLACES[head] ?? head);
}

/**
 * What is left below the nearest limit: `12.4 A left (78 %)`, `3.6 A over (106 %)`. Where the load is
 * only known as a lower bound, so much is left at most.
 * @param {number | null} leftA
 * @param {number | null} usedPct
 * @param {string | null} bound
 */
export function headroom(leftA, usedPct, bound) {
  if (leftA === null) return MISSING;
  const some = bound === 'lower' ? (leftA < 0 ? 'at least ' : 'at most ') : '';
  return `${some}${amps(Math.abs(leftA))} A ${leftA < 0 ? 'over' : 'left'} (${fixed(usedPct, 0)} %)`;
}

/** @type {Record<string, string>} */
const KINDS = {
  raised: 'raised',
  cleared: 'cleared',
  changed: 'changed',
  acknowledged: 'acknowledged',
  joined: 'joined',
  left: 'left',
};

/**
 * The kind of an event as a word beside its text; a state needs none, its text says it.
 * @param {string} kind
 */
export function eventKind(kind) {
  return KINDS[kind] ?? '';
}

/**
 * Why something was refused, in plain words. Where the node that reads the rack is silent, what came
 * of the change is said as well; anything else the node has said itself.
 * @param {{code: string, message: string}} error
 * @param {string} sequel for example "Nothing was changed."
 */
export function refused({ code, message }, sequel) {
  return code === 'owner_unreachable'
    ? `The node that reads this rack does not answer. ${sequel}`
    : message;
}

/**
 * Where the picture of a rack comes from: this node reads it, or it came by another one.
 * @param {string | null | undefined} via
 * @param {string} node
 * @param {(id: string) => string} called
 */
export function readBy(via, node, called) {
  return via ? `via ${called(via)}` : `read by ${called(node)}`;
}

/**
 * @param {readonly string[] | undefined} nodes that read the rack as well
 * @param {(id: string) => string} called
 */
export function alsoReadBy(nodes, called) {
  return nodes?.length ? `, also read by ${nodes.map(called).join(', ')}` : '';
}

/**
 * A day and an hour of the node as this device writes them.
 * @param {string | null} at
 */
export function day(at) {
  if (at === null) return 'at an unknown time';
  const when = new Date(at);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const date = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  return `${date} ${clock(when).slice(0, 5)}`;
}
