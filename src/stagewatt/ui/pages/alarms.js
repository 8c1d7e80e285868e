// What is raised now, and what happened: plain lists, newest event first.

import { get } from '../lib/api.js';
import { age, fixed } from '../lib/format.js';
import { glyph } from '../lib/glyphs.js';
import { html, useEffect, useState } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import { ofAlarm } from '../lib/severity.js';
import * as store from '../lib/store.js';
import { place } from '../lib/words.js';
import { stands, title as nameOf } from '../panels/glance.js';

export const title = 'Alarms';
export const order = 30;
export const badge = () => store.alarms.value.length + stands.value.length;

/** @typedef {import('../lib/types.js').AlarmDoc} AlarmDoc */
/** @typedef {import('../lib/types.js').EventDoc} EventDoc */

const LIMIT = 100;
const AGAIN_MS = 500;

/** @param {string} id */
function rackTitle(id) {
  const rack = (store.racks.value ?? []).find((each) => each.id === id);
  return rack ? nameOf(rack) : id;
}

/** @param {AlarmDoc} alarm */
function line(alarm) {
  const against =
    alarm.value !== null &&
    alarm.value !== undefined &&
    alarm.limit !== null &&
    alarm.limit !== undefined
      ? `${fixed(alarm.value, 1)} against ${fixed(alarm.limit, 1)} ${alarm.unit ?? ''}`
      : '';
  return html`<li key=${alarm.id} class="alarm" data-testid=${`alarm-${alarm.id}`}
    data-severity=${ofAlarm(alarm)}>
    ${glyph(ofAlarm(alarm))}
    <a href=${rackAddress(alarm.rack)} data-nav>${rackTitle(alarm.rack)} <b>${place(alarm.place)}</b></a>
    <span class="alarm-text">${alarm.text}${alarm.first_step && html`<br /><span
      class="first-step">${alarm.first_step}</span>`}</span>
    <span class="num">${against}</span>
    <span class="hint">${alarm.state === 'unchecked' ? '? cannot be checked' : ''}</span>
  </li>`;
}

/** @param {{rack: string, place: string, text: string}} found */
function stood(found) {
  return html`<li key=${`${found.rack}-${found.place}`} class="alarm"
    data-testid=${`stands-${found.rack}-${found.place}`} data-severity="p1">
    ${glyph('p1')}
    <a href=${rackAddress(found.rack)} data-nav>${rackTitle(found.rack)} <b>${place(found.place)}</b></a>
    <span class="alarm-text">${found.text}</span>
  </li>`;
}

/** @param {EventDoc} event */
function ageOf({ age_s, at }) {
  return age_s ?? (at ? (Date.now() - Date.parse(at)) / 1000 : Number.MAX_VALUE);
}

/** @param {EventDoc} event */
function happened(event) {
  const when = event.at
    ? new Date(event.at).toLocaleTimeString()
    : event.age_s !== undefined
      ? `${age(event.age_s)} ago`
      : '';
  return html`<li key=${`${event.id}-${event.kind}-${when}`}>
    <span class="num">${when}</span> <a
      href=${rackAddress(event.rack)}>${rackTitle(event.rack)} ${place(event.place)}</a>
    <span>${event.text}</span> <span class="hint">${event.kind === 'state' ? '' : event.kind}</span>
  </li>`;
}

export function Panel() {
  const [events, setEvents] = useState(/** @type {EventDoc[] | null} */ (null));
  const count = store.eventCount.value;
  useEffect(() => {
    const timer = setTimeout(
      () => {
        get(`events?limit=${LIMIT}`).then(
          (answer) => setEvents([...answer.events].reverse().sort((a, b) => ageOf(a) - ageOf(b))),
          () => undefined,
        );
      },
      events === null ? 0 : AGAIN_MS,
    );
    return () => clearTimeout(timer);
  }, [count]);
  const alarms = store.alarms.value;
  const standing = stands.value;
  return html`<section class="pane alarms" aria-label="Alarms" data-testid="alarms">
    <h1>Raised now</h1>
    ${alarms.length + standing.length ? html`<ul class="alarm-list">${standing.map(stood)}${alarms.map(line)}</ul>` : html`<p
      class="hint">No alarm is raised.</p>`}
    <h2>What happened</h2>
    <ol class="event-list">${(events ?? []).map(happened)}</ol>
    ${events?.length === 0 && html`<p class="hint">Nothing since this node started.</p>`}
  </section>`;
}
