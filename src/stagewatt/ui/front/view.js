// A panel as a node knows it: what it measures, and null for all it cannot see.

import { amps, fixed } from '../lib/format.js';

/** @typedef {import('../lib/wire.js').Frame} Frame */
/** @typedef {import('../lib/types.js').RackDoc} RackDoc */

/** Our own pages of measured values: which page the real meter shows, nobody can read. */
export const PAGES = /** @type {const} */ (['I', 'V', 'P', 'E']);
/** @typedef {(typeof PAGES)[number]} Page */

/** @type {Record<string, string>} */
const POSITIONS = { on: 'up', off: 'down' };

/**
 * A value that counts only while its reading does.
 * @template T
 * @param {string | null} quality
 * @param {T} value
 */
function known(quality, value) {
  return quality === 'good' || quality === 'estimated' ? value : null;
}

/**
 * @param {string} label
 * @param {string} value
 * @param {string} unit
 */
function row(label, value, unit) {
  return { label, value, unit };
}

/** @type {Record<Page, (frame: Frame) => {label: string, value: string, unit: string}[]>} */
const ROWS = {
  I: (frame) => ['L1', 'L2', 'L3', 'N'].map((name, k) => row(name, amps(frame.num('i_a', k)), 'A')),
  V: (frame) => ['L1', 'L2', 'L3'].map((name, k) => row(name, fixed(frame.num('v_ln_v', k), 1), 'V')),
  P: (frame) => [
    row('P', kilo(frame.num('p_w', 3)), 'kW'),
    row('Q', kilo(frame.num('q_var', 3)), 'kvar'),
    row('S', kilo(frame.num('s_va', 3)), 'kVA'),
  ],
  E: (frame) => [
    row('Σ', kilo(frame.num('energy_total_wh'), 1), 'kWh'),
    row('f', fixed(frame.num('f_hz'), 2), 'Hz'),
  ],
};

/**
 * @param {number | null} value
 * @param {number} [digits]
 */
function kilo(value, digits = 2) {
  return fixed(value === null ? null : value / 1000, digits);
}

/**
 * @param {Frame} frame
 * @param {Page} page
 */
function display(frame, page) {
  if (known(frame.word('quality_mains'), true) === null) return null;
  const bottom = row('', kilo(frame.num('energy_partial_wh'), 1), 'kWh');
  return { lit: true, brightness: 0.8, caption: `OUR PAGE ${page}`, rows: ROWS[page](frame), bottom };
}

/**
 * A way's breaker and lamp as they are judged from the board's values.
 * @param {Frame} frame
 * @param {number} at
 * @param {RackDoc['ways'][number]} way
 * @param {string} levers which of its places a tripped lever takes, where it tells the cause
 */
function wayOf(frame, at, way, levers) {
  const quality = frame.rowWord('quality', at);
  const state = frame.rowWord('breaker', at);
  const cause = frame.rowWord('cause', at);
  const tripped = state === 'tripped';
  const middle = levers === 'middle' || (levers === 'three' && cause === 'residual');
  const seen = levers === 'three' && (cause === null || cause === 'unknown') ? null : middle ? 'middle' : 'down';
  // Its contact is open, and nothing tells whether a hand or a trip did it.
  const doubt = state === 'off' && cause !== 'manual';
  const off = doubt && levers === 'three' ? null : (POSITIONS[state ?? ''] ?? null);
  const color = known(quality, frame.rowWord('lamp_color', at));
  return {
    id: way.id,
    name: way.name,
    phases: way.phases ?? [],
    lever: state === 'unknown' ? null : state,
    cause,
    i_a: known(quality, frame.rowNum('i_a', at)),
    doubt,
    position: tripped ? seen : off,
    indicator: { color: color === 'unknown' ? null : color, pattern: frame.rowWord('lamp_pattern', at) },
    rcd: null,
  };
}

/** @type {Record<string, boolean | null>} */
const LIVE = { live: true, absent: false };

/**
 * Which module each group was set up with; whether it is fitted nobody measures.
 * @param {RackDoc} doc
 * @param {import('./look.js').FrontDoc} front
 */
function groupsOf(doc, front) {
  const types = new Map(doc.connectors.flatMap(({ ways, type }) => ways.map((way) => [way, type])));
  const outlets = front.faces.rear.items.filter(({ kind, group }) => kind === 'outlet' && group);
  const modules = new Map(outlets.map(({ group, ways }) => [group, types.get(ways[0]) ?? null]));
  return [...modules].map(([id, module]) => ({ id, module, fitted: null }));
}

/**
 * The state of a panel out of a rack's newest frame. Lamps of the lines hang on the same fuses as
 * the meter's voltages, so they are lit exactly where it sees one.
 * @param {Frame} frame
 * @param {RackDoc} doc
 * @param {import('./look.js').FrontDoc} front
 * @param {Page} page
 */
export function panelOf(frame, doc, front, page) {
  const board = frame.word('quality_board');
  const stop = known(board, frame.word('e_stop'));
  const state = known(frame.word('quality_main'), frame.word('main_state'));
  const lines = ['l1', 'l2', 'l3'].map((name, k) => [
    name,
    LIVE[known(frame.word('quality_mains'), frame.word('supply', k)) ?? ''] ?? null,
  ]);
  return {
    e_stop: stop === 'unknown' ? null : stop,
    main: { lever: state === 'unknown' ? null : state, cause: frame.word('main_cause') },
    lamps: { line: Object.fromEntries(lines) },
    meter: { display: display(frame, page) },
    ways: doc.ways.map((way, at) => wayOf(frame, at, way, front.levers)),
    groups: groupsOf(doc, front),
  };
}
