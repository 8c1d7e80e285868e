// What happened at any rack, newest first: plain lines.

import { counting, useAges } from '../lib/ages.js';
import { get } from '../lib/api.js';
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { eventKind } from '../lib/words.js';
import { called, hour } from './alarm.js';

/** @typedef {import('../lib/types.js').EventDoc} EventDoc */

const LIMIT = 100;
const AGAIN_MS = 500;

/** @param {EventDoc} event */
function ageOf({ age_s, at }) {
  return age_s ?? (at ? (Date.now() - Date.parse(at)) / 1000 : Number.MAX_VALUE);
}

/** @param {EventDoc} event */
function happened(event) {
  const word = eventKind(event.kind);
  const kind = event.text.toLowerCase().startsWith(word) ? '' : word;
  return html`<li key=${`${event.id}-${event.kind}`} data-kind=${event.kind}>
    <span class="num">${event.at ? hour(event.at) : html`${counting(event.age_s)} ago`}</span> <span class="event-kind">${kind}</span> <a
      href=${rackAddress(event.rack)}>${called(event)}</a>
    <span>${event.text}</span>
  </li>`;
}

/** What happened, read again when something did. */
export function Log() {
  const [events, setEvents] = useState(/** @type {EventDoc[] | null} */ (null));
  const count = store.eventCount.value;
  const at = useRef(0);
  const el = useAges(() => (performance.now() - at.current) / 1000);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        get(`events?limit=${LIMIT}`).then(
          (answer) => {
            at.current = performance.now();
            setEvents([...answer.events].reverse().sort((a, b) => ageOf(a) - ageOf(b)));
          },
          () => undefined,
        );
      },
      events === null ? 0 : AGAIN_MS,
    );
    return () => clearTimeout(timer);
  }, [count]);
  return html`<ol class="event-list" data-testid="events" ref=${el}>${(events ?? []).map(happened)}</ol>
    ${events?.length === 0 && html`<p class="hint">Nothing since this node started.</p>`}`;
}
