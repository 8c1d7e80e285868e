// One alarm of any rack as a row: where, what, against which limit, since when, who knows of it.

import { counting } from '../lib/ages.js';
import { put } from '../lib/cells.js';
import { age, clock, fixed } from '../lib/format.js';
import { glyph } from '../lib/glyphs.js';
import { html } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import { ofAlarm } from '../lib/severity.js';
import * as store from '../lib/store.js';
import { place, TREAT_AS_LIVE } from '../lib/words.js';
import { title as nameOf } from './glance.js';

/** @typedef {import('../lib/types.js').AlarmDoc} AlarmDoc */

/** @type {Record<import('../lib/severity.js').Severity, string>} */
const WORDS = { calm: '', p3: 'NOTE', silent: 'NO ANSWER', p2: 'WARNING', p1: 'CRITICAL' };

/** Places that mean the rack as a whole. */
const WHOLE = ['rack', 'node'];

/** @param {string} id */
function row(id) {
  return (store.racks.value ?? []).find((each) => each.id === id);
}

/**
 * The rack and the place as people call them.
 * @param {{rack: string, place: string}} at
 */
export function called(at) {
  const rack = row(at.rack);
  const spot = WHOLE.includes(at.place) ? '' : place(at.place);
  return `${rack ? nameOf(rack) : at.rack} ${spot}`.trim();
}

/**
 * Where something is: the rack, the node it came by, the place.
 * @param {{rack: string, place: string}} at
 */
function where(at) {
  const via = row(at.rack)?.via;
  return html`<a class="alarm-where" href=${rackAddress(at.rack)} data-nav><b>${called(at)}</b>${
    via && html` <span class="via">via ${store.nodeName(via)}</span>`
  }</a>`;
}

/** @param {AlarmDoc} alarm */
export function against({ value, limit, unit }) {
  if (value === null || value === undefined || limit === null || limit === undefined) return '';
  return `${fixed(value, 1)} against ${fixed(limit, 1)} ${unit ?? ''}`.trim();
}

/**
 * A wall time of the node as this device's clock would show it; empty where there is none.
 * @param {string | null | undefined} at
 */
export function hour(at) {
  return at ? clock(new Date(at)) : '';
}

/** @param {AlarmDoc} alarm */
function said(alarm) {
  const silent = ofAlarm(alarm) === 'silent';
  const text = silent ? alarm.text.replace(`${TREAT_AS_LIVE}: `, '') : alarm.text;
  return html`<div class="alarm-text">
    ${silent && html`<strong>${TREAT_AS_LIVE}</strong> <span class="num" data-last=${alarm.rack}></span><br />`}
    ${text}
    ${alarm.state === 'unchecked' && !silent && html` <em>? cannot be checked now</em>`}
    ${alarm.first_step && html`<p class="first-step">${alarm.first_step}</p>`}
    ${alarm.ack && known(alarm.ack)}
  </div>`;
}

/** @param {import('../lib/types.js').AckDoc} ack */
function known({ by, comment, at, age_s }) {
  return html`<p class="acked"><span class="tick" aria-hidden="true">✓</span> Acknowledged by <b>${by}</b>${at && ` ${hour(at)}`}${
    age_s !== null && html` (${counting(age_s)} ago)`
  }${comment && html`: <q>${comment}</q>`}</p>`;
}

/**
 * @param {AlarmDoc} alarm
 * @param {(alarm: AlarmDoc, anchor: Element) => void} ask
 */
export function line(alarm, ask) {
  const severity = ofAlarm(alarm);
  const compared = against(alarm);
  return html`<li key=${alarm.id} class="alarm" data-testid=${`alarm-${alarm.id}`}
    data-alarm=${alarm.id} data-severity=${severity} data-acked=${alarm.ack ? 'yes' : 'no'}>
    <span class="alarm-word">${glyph(severity)} ${WORDS[severity]}</span>
    ${where(alarm)}
    ${said(alarm)}
    <span class="alarm-facts">${compared && html`<b class="num">${compared}</b>`}
      <span>${alarm.since && html`since ${hour(alarm.since)}, `}${alarm.age_s !== null && html`for ${counting(alarm.age_s)}`}</span></span>
    ${
      alarm.ack
        ? null
        : html`<button type="button" class="button ack" data-testid=${`ack-${alarm.id}`} aria-label=${`Acknowledge ${called(alarm)}`}
      onClick=${(/** @type {Event} */ event) => ask(alarm, /** @type {Element} */ (event.currentTarget))}>Acknowledge</button>`
    }
  </li>`;
}

/** @param {{rack: string, place: string, text: string}} found */
export function stood(found) {
  return html`<li key=${`${found.rack}-${found.place}`} class="alarm"
    data-testid=${`stands-${found.rack}-${found.place}`} data-severity="p1" data-acked="no">
    <span class="alarm-word">${glyph('p1')} ${WORDS.p1}</span>
    ${where(found)}
    <div class="alarm-text">${found.text}</div>
  </li>`;
}

/**
 * How old the last values of a rack are, from the newest frame of all racks.
 * @param {string} rack
 */
function lastValues(rack) {
  const kept = store.newestOf('fleet');
  const at = store.fleetOrder.peek().indexOf(rack);
  const old = kept && at >= 0 && at < kept.frame.rows ? kept.frame.rowNum('age_s', at) : null;
  return kept && old !== null ? `last values ${age(old + kept.sinceS)} old` : 'no values yet';
}

/**
 * Write the ages of last values, which come with the frames.
 * @param {HTMLElement} el
 */
export function countLast(el) {
  const cells = /** @type {Iterable<HTMLElement>} */ (el.querySelectorAll('[data-last]'));
  for (const cell of cells) put(cell, lastValues(cell.dataset.last ?? ''));
}
