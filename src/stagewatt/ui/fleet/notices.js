// Racks that come and go, told quietly on every open screen. They stay until read or outdated.

import { html, signal, useEffect } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { TREAT_AS_LIVE } from '../lib/words.js';

/**
 * @typedef {'joined' | 'left' | 'silent' | 'back'} Kind
 * @typedef {{rack: string, kind: Kind, text: string, at: number}} Notice
 * @typedef {{type: string, kind: string, rack: string, place: string, rule: string, text: string}} Told
 */

export const MOST = 3;
/** Good news leave by themselves; what needs an eye stays until somebody takes it away. */
export const LEAVES_MS = 60_000;
const WORDS = /** @type {const} */ ({
  joined: 'New rack',
  left: 'Rack left',
  silent: '',
  back: 'Answers again',
});

/**
 * What kind of notice a text of the stream is worth; null for none.
 * @param {Told} told
 * @returns {Kind | null}
 */
export function kindOf({ type, kind, rule }) {
  if (type !== 'event') return null;
  if (kind === 'joined' || kind === 'left') return kind;
  if (rule !== 'not_answering') return null;
  return kind === 'raised' ? 'silent' : kind === 'cleared' ? 'back' : null;
}

/**
 * The notices after one more: one per rack, the newest on top, three at most.
 * @param {readonly Notice[]} before
 * @param {Notice} next
 * @returns {Notice[]}
 */
export function told(before, next) {
  return [next, ...before.filter(({ rack }) => rack !== next.rack)].slice(0, MOST);
}

/**
 * Those that still have something to say.
 * @param {readonly Notice[]} before
 * @param {number} nowMs
 */
export function still(before, nowMs) {
  return before.filter(({ kind, at }) => kind === 'silent' || nowMs - at < LEAVES_MS);
}

const notices = signal(/** @type {Notice[]} */ ([]));

/** @param {string} rack */
function dismiss(rack) {
  notices.value = notices.peek().filter((each) => each.rack !== rack);
}

/** @param {any} message */
function hear(message) {
  const kind = kindOf(message);
  if (kind === null) return;
  const text = kind === 'silent' ? TREAT_AS_LIVE : '';
  const next = { rack: message.rack, kind, text, at: performance.now() };
  notices.value = told(notices.peek(), next);
}

/** @param {string} rack */
function titleOf(rack) {
  const row = (store.racks.value ?? []).find(({ id }) => id === rack);
  return row ? (row.name ?? row.printed_name) : rack;
}

/** @param {Notice} notice */
function line({ rack, kind, text }) {
  return html`<li key=${rack} class="notice" data-kind=${kind} data-testid=${`notice-${rack}`}>
    <a href=${rackAddress(rack)} onClick=${() => dismiss(rack)}>${WORDS[kind] && html`<span>${WORDS[kind]}</span> `}<b>${titleOf(rack)}</b>
      ${text && html` <em>${text}</em>`}</a>
    <button type="button" class="icon" aria-label=${`Dismiss: ${titleOf(rack)}`}
      onClick=${() => dismiss(rack)}>×</button>
  </li>`;
}

export function Notices() {
  useEffect(() => {
    const timer = setInterval(() => {
      const left = still(notices.peek(), performance.now());
      if (left.length !== notices.peek().length) notices.value = left;
    }, 1000);
    const end = store.onText(hear);
    return () => {
      clearInterval(timer);
      end();
    };
  }, []);
  return html`<section class="notices" aria-label="Racks that came and went">
    <ul aria-live="polite" data-testid="notices">${notices.value.map(line)}</ul>
  </section>`;
}
