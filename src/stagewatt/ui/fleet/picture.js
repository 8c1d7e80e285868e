// What the newest fleet frame says of one rack, as every view of the fleet draws it. Pure.

import { judge, louder, ofAlarm } from '../lib/severity.js';

/** @typedef {import('../lib/wire.js').Frame} Frame */
/** @typedef {import('../lib/types.js').AlarmDoc} AlarmDoc */
/** @typedef {import('../lib/severity.js').Severity} Severity */
/**
 * `text` says why, in one sentence; `stale` that something of it is not of now; `known` that all
 * alarms are acknowledged. `usedPct` is of L1, L2, L3 and N, each of its own rating.
 * @typedef {{
 *   severity: Severity, word: string, text: string, cause: string | null, alarm: AlarmDoc | null,
 *   online: boolean, quality: string, stale: boolean, warning: boolean, tripped: boolean, known: boolean,
 *   i: (number | null)[], usedPct: (number | null)[], uMin: number | null, f: number | null,
 *   p: number | null, left: number | null, worstPct: number | null, bound: string | null,
 *   place: string, alarms: number, ageS: number | null,
 * }} Picture
 */

/** How loud each severity is, for sorting. */
export const RANK = { calm: 0, p3: 1, p2: 2, silent: 3, p1: 4 };

const FOUR = [0, 1, 2, 3];
const THREE = [0, 1, 2];
const DOUBTED = ['stale', 'missing'];

/**
 * The loudest alarm of each rack, the first of equals.
 * @param {readonly AlarmDoc[]} alarms
 * @returns {Map<string, AlarmDoc>}
 */
export function loudestOf(alarms) {
  /** @type {Map<string, AlarmDoc>} */
  const found = new Map();
  for (const alarm of alarms) {
    const kept = found.get(alarm.rack);
    if (!kept || louder(ofAlarm(alarm), ofAlarm(kept))) found.set(alarm.rack, alarm);
  }
  return found;
}

/**
 * @param {Frame} frame
 * @param {number} row
 * @param {string} id
 * @returns {import('../lib/severity.js').Condition}
 */
export function conditionOf(frame, row, id) {
  return {
    id,
    title: '',
    online: frame.rowNum('online', row) === 1,
    warning: frame.rowNum('warning', row) === 1,
    state: frame.rowWord('main_state', row) ?? 'unknown',
    cause: frame.rowWord('main_cause', row),
    causeQuality: frame.rowWord('main_cause_quality', row) ?? 'unknown',
    board: frame.rowWord('quality_board', row) ?? 'missing',
    eStop: frame.rowWord('e_stop', row) ?? 'unknown',
  };
}

/**
 * Frame and loudest alarm together: the louder one says the word, and of equals the alarm says why,
 * but for a tripped main, whose cause stands in the frame.
 * @param {import('../lib/severity.js').Condition} condition
 * @param {AlarmDoc | null} alarm
 */
function judged(condition, alarm) {
  const own = judge(condition);
  if (!alarm || own.word === 'TRIPPED') return own;
  const severity = ofAlarm(alarm);
  if (louder(own.severity, severity)) return own;
  return { severity, word: own.severity === severity ? own.word : '', text: alarm.text };
}

/**
 * @param {Frame} frame
 * @param {number} row
 * @param {string} id
 * @param {AlarmDoc | null} alarm the rack's loudest
 * @returns {Picture}
 */
export function pictureOf(frame, row, id, alarm) {
  const condition = conditionOf(frame, row, id);
  const { severity, word, text } = judged(condition, alarm);
  const mains = frame.rowWord('quality_mains', row) ?? 'missing';
  const volts = THREE.flatMap((k) => frame.rowNum('v_ln_v', row, k) ?? []);
  const alarms = frame.rowNum('alarms', row) ?? 0;
  return {
    severity,
    word,
    text,
    cause: condition.cause,
    alarm,
    online: condition.online,
    quality: mains,
    stale: DOUBTED.includes(mains) || DOUBTED.includes(condition.board),
    warning: condition.warning,
    tripped: condition.state === 'tripped',
    known: alarms > 0 && frame.rowNum('unacked', row) === 0,
    i: FOUR.map((k) => frame.rowNum('i_a', row, k)),
    usedPct: FOUR.map((k) => frame.rowNum('used_pct', row, k)),
    uMin: volts.length ? Math.min(...volts) : null,
    f: frame.rowNum('f_hz', row),
    p: frame.rowNum('p_w', row),
    left: frame.rowNum('worst_left_a', row),
    worstPct: frame.rowNum('worst_used_pct', row),
    bound: frame.rowWord('worst_bound', row),
    place: frame.rowWord('worst_place', row) ?? '',
    alarms,
    ageS: frame.rowNum('age_s', row),
  };
}
