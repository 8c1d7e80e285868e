// What is raised now at any rack, who knows of it, and what happened.

import { useAges } from '../lib/ages.js';
import { h, html, useEffect, useRef, useState } from '../lib/html.js';
import { asked, finding } from '../lib/route.js';
import { listed } from '../lib/severity.js';
import * as store from '../lib/store.js';
import { Acknowledge } from '../panels/ack.js';
import { called, countLast, line, stood } from '../panels/alarm.js';
import { stands } from '../panels/glance.js';
import { Log } from '../panels/log.js';

export const title = 'Alarms';
export const order = 30;
/** How many nobody acknowledged; the others stay in the glance bar and in the list. */
export const badge = () => open(store.alarms.value).length + stands.value.length;

/** @typedef {import('../lib/types.js').AlarmDoc} AlarmDoc */
/** @typedef {{alarms: AlarmDoc[], anchor: Element}} Wanted what somebody is about to acknowledge */

/** Whether single keys act; the keyboard is loaded apart, and by then nobody has pressed a key. */
let keysOn = () => true;
void import('../lib/keys.js').then((keys) => {
  keysOn = () => keys.keysOn.peek() && !keys.going();
});
const ABOUT_MOST = 5;

/** @param {readonly AlarmDoc[]} alarms */
function open(alarms) {
  return alarms.filter(({ ack }) => !ack);
}

/**
 * What a key asks for: `a` the focused alarm, `A` all that nobody acknowledged.
 * @param {readonly AlarmDoc[]} alarms
 * @param {{key: string, shiftKey: boolean}} pressed
 * @param {string | null} focused
 * @returns {AlarmDoc[]}
 */
export function wanted(alarms, { key, shiftKey }, focused) {
  if (key !== 'a' && key !== 'A') return [];
  return open(alarms).filter(({ id }) => shiftKey || id === focused);
}

/**
 * Where the focus goes after some alarms were acknowledged: to the next that still asks for it,
 * else to the first of them, which has moved down.
 * @param {readonly AlarmDoc[]} before in the order of the list
 * @param {readonly AlarmDoc[]} done
 */
export function next(before, done) {
  const at = before.findIndex(({ id }) => id === done[0]?.id);
  const left = open(before).filter((alarm) => !done.some(({ id }) => id === alarm.id));
  const after = left.find((alarm) => before.indexOf(alarm) > at);
  return (after ?? left[0] ?? done[0])?.id ?? null;
}

/** @param {readonly AlarmDoc[]} alarms */
function about(alarms) {
  const more = alarms.length - ABOUT_MOST;
  return html`<ul>${alarms.slice(0, ABOUT_MOST).map((alarm) => html`<li key=${alarm.id}><b>${called(alarm)}</b> ${alarm.text}</li>`)}
    ${more > 0 && html`<li>and ${more} more</li>`}</ul>`;
}

/**
 * @param {readonly AlarmDoc[]} alarms
 * @param {(want: Wanted) => void} ask
 */
function useKeys(alarms, ask) {
  useEffect(() => {
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      const at = /** @type {HTMLElement} */ (event.target);
      if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || asked.peek() || finding.peek()) return;
      if (at.matches?.('input, textarea, select')) return;
      const row = at.closest?.('[data-alarm]');
      const found = wanted(alarms, event, row?.getAttribute('data-alarm') ?? null);
      if (!found.length) return;
      event.preventDefault();
      ask({ alarms: found, anchor: (!event.shiftKey && row) || document.body });
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [alarms]);
}

/** @param {{alarms: readonly AlarmDoc[], ask: (want: Wanted) => void}} props */
function Head({ alarms, ask }) {
  const asking = open(alarms);
  const known = alarms.length - asking.length;
  const parts = [
    asking.length && `${asking.length} not acknowledged`,
    known && `${known} acknowledged`,
  ].filter(Boolean);
  return html`<header class="page-head">
    <h1>Raised now</h1> <span class="count" data-testid="alarm-count">${parts.join(' · ')}</span>
    ${
      asking.length > 1 &&
      html`<button type="button" class="button" data-testid="ack-all" title="Shift+A"
      onClick=${(/** @type {Event} */ event) => ask({ alarms: asking, anchor: /** @type {Element} */ (event.currentTarget) })}>Acknowledge
        all ${asking.length}</button>`
    }
  </header>`;
}

/** @param {{alarms: readonly AlarmDoc[], ask: (want: Wanted) => void}} props */
function List({ alarms, ask }) {
  const el = useAges(store.since.alarms, countLast);
  const standing = stands.value;
  const own = (/** @type {AlarmDoc} */ alarm, /** @type {Element} */ anchor) =>
    ask({ alarms: [alarm], anchor });
  if (!alarms.length && !standing.length) return html`<p class="hint">No alarm is raised.</p>`;
  return html`<ul class="alarm-list live" ref=${el}>${standing.map(stood)}${alarms.map((alarm) => line(alarm, own))}</ul>`;
}

export function Panel() {
  const [want, setWant] = useState(/** @type {Wanted | null} */ (null));
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const alarms = listed(store.alarms.value);
  useKeys(alarms, setWant);
  const leave = () => setWant(null);
  const done = () => {
    const to = want && next(alarms, want.alarms);
    leave();
    requestAnimationFrame(() => {
      const row = to && el.current?.querySelector(`[data-alarm="${CSS.escape(to)}"] [data-nav]`);
      if (row instanceof HTMLElement) row.focus();
    });
  };
  return html`<section class="pane alarms" aria-label="Alarms" data-testid="alarms" ref=${el}>
    ${h(Head, { alarms, ask: setWant })}
    ${h(List, { alarms, ask: setWant })}
    <h2>What happened</h2>
    ${h(Log, {})}
    ${want && h(Acknowledge, { alarms: want.alarms, anchor: want.anchor, about: about(want.alarms), leave, done })}
  </section>`;
}
