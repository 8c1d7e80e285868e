// What is told of racks that stand side by side, row by row, and how far it can be believed. Pure.

import { ageNow, drawn } from '../lib/read.js';
import { age, amps, fixed, kilo, MISSING } from '../lib/format.js';
import { LOST_MS } from '../lib/link.js';
import { ofAlarm } from '../lib/severity.js';
import * as words from '../lib/words.js';
import { shortPlace, state } from './tell.js';

/** @typedef {import('../lib/wire.js').Frame} Frame */
/** @typedef {import('../lib/types.js').AlarmDoc} AlarmDoc */
/** @typedef {import('../lib/types.js').RackDoc} RackDoc */
/**
 * What is known of a rack now: its own frame, what the fleet's says, and what REST told.
 * @typedef {{frame: Frame, sinceS: number, picture: import('./picture.js').Picture | null,
 *   doc: RackDoc | null, alarms: readonly AlarmDoc[]}} Seen
 * @typedef {{value?: number | null, text: string, more?: string, limit?: number | null}} Cell
 *   `value` is what is compared, `more` stands small beside the text, `limit` is where a bar is full
 */
/**
 * `quality` names the field of the frame that says how far the row can be believed; `margin` is how
 * much bigger a value must be to count as bigger, `step` what must show at once.
 * @typedef {{id: string, title: string, chip?: string, unit?: string, bar?: boolean, top?: boolean,
 *   quality: string | ((seen: Seen) => string | null), margin?: number, step?: number,
 *   cell: (seen: Seen) => Cell}} Row
 */

const CONDUCTORS = ['L1', 'L2', 'L3', 'N'];

/**
 * @param {number} k 0 to 2 the phases, 3 the neutral
 * @returns {Row}
 */
function current(k) {
  return {
    id: `i${k}`,
    title: '',
    chip: CONDUCTORS[k] ?? '',
    unit: 'A',
    bar: true,
    top: k === 0,
    quality: 'quality_mains',
    margin: 0.5,
    step: 0.5,
    cell: ({ frame, doc }) => {
      const value = frame.num('i_a', k);
      const limit = doc ? (k < 3 ? doc.load.drain_limit_a : doc.load.neutral_limit_a) : null;
      return { value, text: amps(value), more: limit === null ? '' : `of ${fixed(limit, 0)}`, limit };
    },
  };
}

/**
 * @param {number} k
 * @returns {Row}
 */
function volts(k) {
  return {
    ...number(`u${k}`, '', 'V', (frame) => frame.num('v_ln_v', k), 0, 1.5),
    chip: CONDUCTORS[k] ?? '',
    top: k === 0,
    step: 5,
  };
}

/**
 * A row of plain numbers.
 * @param {string} id
 * @param {string} title
 * @param {string} unit
 * @param {(frame: Frame) => number | null} get
 * @param {number} digits
 * @param {number} margin
 * @param {string} [quality]
 * @returns {Row}
 */
function number(id, title, unit, get, digits, margin, quality = 'quality_mains') {
  const cell = (/** @type {Seen} */ { frame }) => {
    const value = get(frame);
    return { value, text: fixed(value, digits) };
  };
  return { id, title, unit, quality, margin, step: 5 * margin, cell };
}

/**
 * A row of words that the board senses.
 * @param {string} id
 * @param {string} title
 * @param {(frame: Frame) => string} say
 * @param {string} [quality]
 * @returns {Row}
 */
function contact(id, title, say, quality = 'quality_board') {
  return { id, title, quality, cell: ({ frame }) => ({ text: say(frame) }) };
}

/** @param {Frame} frame */
function main(frame) {
  const now = drawn(frame, frame.word('quality_board')) === 'good';
  const known = frame.word('main_cause_quality') ?? 'unknown';
  return words.breaker(frame.word('main_state') ?? 'unknown', frame.word('main_cause'), known, now);
}

/** Numbers and their units are not torn apart in a narrow column. @param {string} text */
function whole(text) {
  return text.replace(/ (?=[A%])/g, '\u00a0');
}

/** The limit that is nearest, as board and list tell it. @param {Seen} seen @returns {Cell} */
function nearest({ picture }) {
  if (!picture || picture.left === null) return { value: null, text: MISSING };
  const { left, worstPct, bound, place } = picture;
  return { value: worstPct, text: whole(words.headroom(left, worstPct, bound)), more: shortPlace(place) };
}

/** @type {WeakMap<Frame, Map<RackDoc, number>>} */
const found = new WeakMap();

/**
 * Which way is nearest to its rating; -1 where none is measured, or the frame tells of other ways.
 * @param {Frame} frame
 * @param {RackDoc} doc
 */
export function busiest(frame, doc) {
  const kept = found.get(frame)?.get(doc);
  if (kept !== undefined) return kept;
  let [best, most] = [-1, Number.NEGATIVE_INFINITY];
  const rows = frame.rows === doc.ways.length ? frame.rows : 0;
  for (let row = 0; row < rows; row += 1) {
    const used = share(frame, doc, row);
    if (used !== null && used > most) [best, most] = [row, used];
  }
  found.set(frame, new Map([[doc, best]]));
  return best;
}

/**
 * How much of its rating a way carries, in percent.
 * @param {Frame} frame
 * @param {RackDoc} doc
 * @param {number} row
 */
function share(frame, doc, row) {
  const rated = doc.ways[row]?.rated_a;
  const quality = frame.rowWord('quality', row);
  const i = quality === 'missing' || quality === 'unmeasured' ? null : frame.rowNum('i_a', row);
  return i === null || !rated ? null : (100 * i) / rated;
}

/** @param {Seen} seen @returns {Cell} */
function busy({ frame, doc }) {
  const row = doc ? busiest(frame, doc) : -1;
  const way = doc?.ways[row];
  if (!doc || !way) return { value: null, text: MISSING };
  const value = share(frame, doc, row);
  const text = `${way.id} ${amps(frame.rowNum('i_a', row))} A (${fixed(value, 0)} %)`;
  return { value, text: whole(text), more: way.name ?? '' };
}

/** @type {Record<string, string>} */
const LEVELS = { p1: 'critical', silent: 'critical', p2: 'warning', p3: 'advisory' };

/**
 * How many alarms stand, by their severity: `1 critical, 2 warning`.
 * @param {readonly AlarmDoc[]} alarms of one rack
 */
export function counted(alarms) {
  /** @type {Map<string, number>} */
  const count = new Map();
  for (const alarm of alarms) {
    const level = LEVELS[ofAlarm(alarm)] ?? 'warning';
    count.set(level, (count.get(level) ?? 0) + 1);
  }
  const parts = ['critical', 'warning', 'advisory'].flatMap((level) =>
    count.has(level) ? [`${count.get(level)} ${level}`] : [],
  );
  return parts.join(', ') || 'none';
}

/** @param {Seen} seen @returns {Cell} */
function alarmed({ alarms }) {
  const known = alarms.filter(({ ack }) => ack).length;
  const more = known ? `${known} acknowledged` : '';
  return { value: alarms.length, text: counted(alarms), more };
}

/** When the rack was heard, and how old its values are where they are not of now. @param {Seen} seen @returns {Cell} */
function heard({ frame, sinceS }) {
  const at = (/** @type {string} */ field) => age(ageNow(frame.num(field), sinceS));
  const online = frame.num('online') === 1;
  const old = online && frame.word('quality_mains') === 'stale';
  const silent = ageNow(frame.num('age_heard_s'), sinceS) === null ? 'never heard' : `last heard ${at('age_heard_s')} ago`;
  return { text: online ? at('age_heard_s') : silent, more: old ? `values ${at('age_mains_s')} old` : '' };
}

/** @type {readonly Row[]} */
export const ROWS = [
  {
    id: 'state',
    title: 'State',
    quality: () => 'good',
    cell: ({ picture }) => ({ text: picture ? state(picture) : 'no data yet' }),
  },
  { id: 'age', title: 'Age', quality: () => 'good', cell: heard },
  ...[0, 1, 2, 3].map(current),
  { id: 'worst', title: 'Nearest limit', quality: 'quality_load', margin: 1, step: 3, cell: nearest, top: true },
  {
    id: 'busy',
    title: 'Busiest way',
    quality: ({ frame, doc }) => (doc ? frame.rowWord('quality', Math.max(0, busiest(frame, doc))) : null),
    margin: 1,
    step: 3,
    cell: busy,
  },
  ...[0, 1, 2].map(volts),
  number('f', 'Frequency', 'Hz', (frame) => frame.num('f_hz'), 2, 0.1),
  {
    id: 'p',
    title: 'Power',
    unit: 'kW',
    quality: 'quality_mains',
    margin: 100,
    step: 500,
    cell: ({ frame }) => ({ value: frame.num('p_w', 3), text: kilo(frame.num('p_w', 3)) }),
  },
  { ...contact('main', 'Main breaker', main, 'quality_main'), top: true },
  contact('stop', 'E-stop', (frame) => words.eStop(frame.word('e_stop') ?? 'unknown')),
  contact('relay', 'Neutral relay', (frame) => words.neutralRelay(frame.word('neutral_relay') ?? 'unknown')),
  number('temperature', 'Temperature', '°C', (frame) => frame.num('temperature_c'), 0, 1.5, 'quality_temperature'),
  { id: 'alarms', title: 'Alarms', quality: () => 'good', margin: 0.5, step: 0, cell: alarmed },
];

/**
 * How a cell must be drawn: a rack that does not answer, or whose own frames stay away, has nothing
 * better than stale.
 * @param {Row} row
 * @param {Seen} seen
 */
export function qualityOf({ quality }, seen) {
  const { frame, sinceS } = seen;
  const own = drawn(frame, typeof quality === 'string' ? frame.word(quality) : quality(seen));
  return sinceS * 1000 > LOST_MS && own !== 'missing' && own !== 'unmeasured' ? 'stale' : own;
}
