// What is worst, as one picture: shape, word, place. Pure, for the glance bar and the rack list.

import * as words from './words.js';

/**
 * What the live frames say of one rack, as far as it decides how loud the rack is.
 * @typedef {{
 *   id: string, title: string, online: boolean, warning: boolean,
 *   state: string, cause: string | null, causeQuality: string,
 *   board: string, eStop: string,
 * }} Condition
 * @typedef {'calm' | 'p3' | 'silent' | 'p2' | 'p1'} Severity
 * @typedef {{severity: Severity, word: string, text: string}} Judged
 */

/** What the frames say of a rack with a warning; its alarms say more. */
export const OUTSIDE = 'a way is outside its limits';
const VAGUE = [OUTSIDE, words.TREAT_AS_LIVE];

/** @type {readonly Severity[]} */
const ORDER = ['calm', 'p3', 'p2', 'silent', 'p1'];

/**
 * What the contacts say; where they are not read now, only what they said last.
 * @param {Condition} rack
 * @param {string} text
 */
function known({ board }, text) {
  return board === 'good' ? text : `last known: ${text}, treat as live`;
}

/** @param {Condition} rack */
function main(rack) {
  const { state, cause, causeQuality, board } = rack;
  return known(rack, `MAIN ${words.breaker(state, cause, causeQuality, board === 'good')}`);
}

/**
 * How loud one rack is. A rack that does not answer is not judged by its last values.
 * @param {Condition} rack
 * @returns {Judged}
 */
export function judge(rack) {
  if (!rack.online) return { severity: 'silent', word: 'NO ANSWER', text: words.TREAT_AS_LIVE };
  if (rack.state === 'tripped') return { severity: 'p1', word: 'TRIPPED', text: main(rack) };
  if (rack.warning) return { severity: 'p2', word: 'WARNING', text: OUTSIDE };
  if (rack.state === 'off') return { severity: 'p3', word: 'OFF', text: main(rack) };
  if (rack.state === 'unknown') {
    return { severity: 'p3', word: 'UNKNOWN', text: 'main breaker: state unknown' };
  }
  return { severity: 'calm', word: 'ON', text: '' };
}

/**
 * Which of two is louder.
 * @param {Severity} a
 * @param {Severity} b
 */
export function louder(a, b) {
  return ORDER.indexOf(a) > ORDER.indexOf(b);
}

/**
 * What stands at the racks beside the alarms: a tripped main, a pressed E-stop.
 * @param {readonly Condition[]} racks
 * @returns {{rack: string, place: string, text: string}[]}
 */
export function standing(racks) {
  return racks.flatMap((rack) => {
    if (!rack.online) return [];
    const found = [];
    if (rack.state === 'tripped') {
      found.push({ rack: rack.id, place: 'main', text: main(rack) });
    }
    if (rack.eStop === 'pressed') {
      const text = known(rack, `E-stop ${words.eStop(rack.eStop)}`);
      found.push({ rack: rack.id, place: 'e_stop', text });
    }
    return found;
  });
}

/** @type {Record<string, Severity>} */
const OF_ALARM = { critical: 'p1', warning: 'p2', advisory: 'p3' };

/**
 * How an alarm is drawn. A rack that does not answer has a picture of its own: it is not known to
 * have tripped.
 * @param {{severity: string, rule: string}} alarm
 * @returns {Severity}
 */
export function ofAlarm({ severity, rule }) {
  return rule === 'not_answering' ? 'silent' : (OF_ALARM[severity] ?? 'p2');
}

/**
 * The loudest of all racks (the first of equals, so that the picture does not jump), and how many
 * stand at each level.
 * @param {readonly Condition[]} racks
 */
export function worst(racks) {
  /** @type {Record<Severity, number>} */
  const count = { calm: 0, p3: 0, silent: 0, p2: 0, p1: 0 };
  /** @type {{rack: Condition, judged: Judged} | null} */
  let first = null;
  for (const rack of racks) {
    const judged = judge(rack);
    count[judged.severity] += 1;
    if (!first || louder(judged.severity, first.judged.severity)) first = { rack, judged };
  }
  return { first, count };
}

/**
 * The loudest of what frames and alarms tell. Where both are equally loud the frame wins, but for
 * the two sentences of a frame that an alarm completes: which way, and what was not heard.
 * @param {readonly Condition[]} racks
 * @param {readonly import('./types.js').AlarmDoc[]} raised
 * @returns {{severity: Severity, title: string, text: string, rack: string | null}}
 */
export function loudest(racks, raised) {
  const { first } = worst(racks);
  /** @type {ReturnType<typeof loudest>} */
  let best = { severity: 'calm', title: '', text: '', rack: null };
  if (first && first.judged.severity !== 'calm') {
    const { severity, text } = first.judged;
    best = { severity, title: first.rack.title, text, rack: first.rack.id };
  }
  for (const alarm of raised) {
    const severity = ofAlarm(alarm);
    const completes = severity === best.severity && VAGUE.includes(best.text);
    if (!completes && !louder(severity, best.severity)) continue;
    const title = racks.find(({ id }) => id === alarm.rack)?.title ?? alarm.rack;
    best = { severity, title, text: alarm.text, rack: alarm.rack };
  }
  return best;
}

/**
 * One thing that stands: of a frame, which nobody can acknowledge, or an alarm.
 * @typedef {{severity: Severity, title: string, text: string, rack: string, acked: boolean}} Standing
 * @typedef {{severity: Severity, title: string, text: string, rack: string | null}} Loudest
 */

/**
 * What the frames say that no alarm of the rack says better.
 * @param {Condition} rack
 * @param {readonly import('./types.js').AlarmDoc[]} own its alarms
 * @returns {Standing[]}
 */
function framed(rack, own) {
  const { severity, text } = judge(rack);
  if (severity === 'calm') return [];
  const told = VAGUE.includes(text) && own.some((alarm) => ofAlarm(alarm) === severity);
  return told ? [] : [{ severity, title: rack.title, text, rack: rack.id, acked: false }];
}

/**
 * @param {readonly Standing[]} all
 * @returns {Loudest | null} the first of the loudest
 */
function first(all) {
  /** @type {Standing | null} */
  let best = null;
  for (const one of all) if (!best || louder(one.severity, best.severity)) best = one;
  return best;
}

/**
 * All racks in one line: the loudest that nobody acknowledged, the loudest of those that somebody
 * did, and how many there are. An acknowledged alarm makes the bar quiet, it never leaves it.
 * @param {readonly Condition[]} racks
 * @param {readonly import('./types.js').AlarmDoc[]} raised
 */
export function summary(racks, raised) {
  const titles = new Map(racks.map(({ id, title }) => [id, title]));
  const all = [
    ...racks.flatMap((rack) => framed(rack, raised.filter((alarm) => alarm.rack === rack.id))),
    ...raised.map((alarm) => ({
      severity: ofAlarm(alarm),
      title: titles.get(alarm.rack) ?? alarm.rack,
      text: spoken(alarm),
      rack: alarm.rack,
      acked: Boolean(alarm.ack),
    })),
  ];
  /** @type {Record<Severity, number>} */
  const count = { calm: 0, p3: 0, silent: 0, p2: 0, p1: 0 };
  for (const one of all) if (!one.acked) count[one.severity] += 1;
  const acked = all.filter((one) => one.acked);
  const open = first(all.filter((one) => !one.acked));
  return { loud: open, quiet: first(acked), count, acked: acked.length };
}

/**
 * What an alarm says. That of a rack that does not answer begins with what to do about it.
 * @param {{severity: string, rule: string, text: string}} alarm
 */
export function spoken(alarm) {
  const { text } = alarm;
  if (ofAlarm(alarm) !== 'silent' || text.startsWith(words.TREAT_AS_LIVE)) return text;
  return `${words.TREAT_AS_LIVE}: ${text}`;
}

/**
 * The alarms as they are listed: those that nobody acknowledged first, the loudest of each first,
 * equals as they came.
 * @param {readonly import('./types.js').AlarmDoc[]} raised
 */
export function listed(raised) {
  const rank = (/** @type {import('./types.js').AlarmDoc} */ alarm) =>
    ORDER.indexOf(ofAlarm(alarm)) + (alarm.ack ? 0 : ORDER.length);
  return [...raised].sort((a, b) => rank(b) - rank(a));
}
