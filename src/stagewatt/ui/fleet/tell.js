// The few words with which a rack stands in the fleet: short for tiles, one sentence for the ear. Pure.

import { age, amps, fixed, MISSING } from '../lib/format.js';
import { breaker, place, TREAT_AS_LIVE } from '../lib/words.js';

/** @typedef {import('./picture.js').Picture} Picture */

const SHORT_PLACES = /** @type {Record<string, string>} */ ({ neutral: 'N' });

/**
 * Where the nearest limit is, as short as a tile needs it: `L2` of the main, `drain L2`, `N`, `A5`.
 * @param {string} at
 */
export function shortPlace(at) {
  if (at.startsWith('main.')) return at.slice(5).toUpperCase();
  return SHORT_PLACES[at] ?? place(at);
}

/**
 * What is left below the nearest limit, in whole words of a tile: `9.8`, with minus where it is over.
 * @param {Picture} picture
 */
export function left({ left: value }) {
  return amps(value);
}

/**
 * How much of the nearest limit is used; a bound says which side it is on.
 * @param {Picture} picture
 */
export function used({ worstPct, bound }) {
  if (worstPct === null) return '';
  return `${bound === 'lower' ? '≥' : bound === 'upper' ? '≤' : ''}${fixed(worstPct, 0)}\u2009%`;
}

/**
 * Why the main is open, without the word for it.
 * @param {Picture} picture
 */
export function cause({ cause: why }) {
  return breaker('tripped', why, 'unknown', false).replace(/^TRIPPED(?:, | by )/, '');
}

/**
 * How long nothing was heard.
 * @param {Picture} picture
 */
export function silence({ ageS }) {
  return ageS === null ? 'never heard' : `last heard ${age(ageS)} ago`;
}

/**
 * The state as the list shows it.
 * @param {Picture} picture
 */
export function state(picture) {
  if (!picture.online) return TREAT_AS_LIVE;
  if (picture.severity === 'calm') return picture.stale ? 'ON, last known' : 'ON';
  return picture.text;
}

/**
 * The state as a tile has room for it; empty where the numbers say it.
 * @param {Picture} picture
 * @returns {[string, string]}
 */
export function words(picture) {
  if (!picture.online) {
    const { ageS } = picture;
    return [`NO ANSWER${ageS === null ? '' : ` ${age(ageS)}`},`, 'TREAT AS LIVE'];
  }
  if (picture.tripped) return ['TRIPPED', cause(picture)];
  if (picture.word === 'OFF' || picture.word === 'UNKNOWN') return [`MAIN ${picture.word}`, ''];
  return ['', ''];
}

/**
 * By which way a rack is read, where it is not read here: `via FOH`, `also read by Stage L`.
 * @param {{via?: string | null, also_read_by?: string[]}} rack
 * @param {(node: string) => string} nameOf
 */
export function way({ via, also_read_by: others = [] }, nameOf) {
  const parts = [];
  if (via) parts.push(`via ${nameOf(via)}`);
  if (others.length) parts.push(`also read by ${others.map(nameOf).join(', ')}`);
  return parts.join(', ');
}

/**
 * One of the worst five in a few words: what is raised, else what is nearest to its limit.
 * @param {Picture} picture
 */
export function reason(picture) {
  if (!picture.online) return TREAT_AS_LIVE;
  if (picture.tripped) return `TRIPPED, ${cause(picture)}`;
  if (picture.severity !== 'calm' && picture.alarm) return brief(picture.alarm);
  if (picture.left === null) return picture.text || MISSING;
  const room = picture.left < 0 ? 'over' : 'left';
  return `${shortPlace(picture.place)}  ${amps(Math.abs(picture.left))}\u2009A ${room}  ${used(picture)}`;
}

/** @param {import('../lib/types.js').AlarmDoc} alarm */
function brief({ place: at, value, limit, unit, text }) {
  if (value === null || value === undefined || limit === null || limit === undefined) return text;
  const sign = value > limit ? '>' : '<';
  const number = (/** @type {number} */ n) => (unit === 'A' ? amps(n) : fixed(n, 0));
  return `${shortPlace(at)} ${number(value)} ${sign} ${number(limit)}\u2009${unit ?? ''}`;
}
