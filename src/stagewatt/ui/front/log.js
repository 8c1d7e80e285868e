// What happened, in words: the twin's remarks, what tripped, what was refused.

import { html, useEffect, useState } from '../lib/html.js';
import { CAUSES } from './words.js';

/** @typedef {{kind: 'notice' | 'trip' | 'refused' | 'unsure' | 'said', text: string, t_s?: number}} Line */

const TOAST_MS = 7000;

/**
 * A tripped lever in words.
 * @param {string} what
 * @param {string | null | undefined} cause
 */
function trip(what, cause) {
  return `${what} tripped${cause && CAUSES[cause] ? `: ${CAUSES[cause]}` : ''}`;
}

/**
 * What is new between two states: trips and remarks. The first state brings no old remarks.
 * @param {any} before
 * @param {any} after
 * @returns {Line[]}
 */
export function changes(before, after) {
  if (!before) return told([], after.said);
  const t_s = after.time_s;
  /** @type {Line[]} */
  const found = [];
  if (after.main?.lever === 'tripped' && before.main?.lever !== 'tripped') {
    found.push({ kind: 'trip', text: trip('Main', after.main.cause), t_s });
  }
  const was = new Map((before.ways ?? []).map((/** @type {any} */ way) => [way.id, way]));
  for (const way of after.ways ?? []) {
    const old = was.get(way.id);
    if (way.lever === 'tripped' && old?.lever !== 'tripped') {
      found.push({ kind: 'trip', text: trip(way.id, way.cause), t_s });
    } else if (way.rcd === 'tripped' && old?.rcd === 'set') {
      found.push({ kind: 'trip', text: trip(`Residual device of ${way.id}`, 'residual'), t_s });
    }
  }
  const known = new Set((before.notices ?? []).map(key));
  for (const notice of after.notices ?? []) {
    if (!known.has(key(notice))) found.push({ kind: 'notice', text: notice.text, t_s: notice.t_s });
  }
  return [...found, ...told(before.said, after.said)];
}

/**
 * What a scenario has said since; a page that is opened late catches up.
 * @param {any[] | undefined} before
 * @param {any[] | undefined} after
 * @returns {Line[]}
 */
function told(before, after) {
  const heard = new Set((before ?? []).map(key));
  const news = (after ?? []).filter((said) => !heard.has(key(said)));
  return news.map(({ text, t_s }) => ({ kind: 'said', text, t_s }));
}

/** @param {any} notice */
function key({ t_s, code, text }) {
  return `${t_s} ${code} ${text}`;
}

/** @type {Record<Line['kind'], string>} */
const WORDS = { trip: 'TRIP', notice: 'REMARK', refused: 'REFUSED', unsure: 'NO ANSWER', said: 'SCENARIO' };

/** @param {{lines: Line[], panel: any}} props */
export function Log({ lines, panel }) {
  const newest = lines[lines.length - 1];
  const [toast, setToast] = useState(/** @type {Line | null} */ (null));
  useEffect(() => {
    if (!newest) return undefined;
    setToast(newest);
    const timer = setTimeout(() => setToast(null), TOAST_MS);
    return () => clearTimeout(timer);
  }, [newest]);
  const warnings = panel?.dial_warnings ?? [];
  const losses = panel?.losses;
  return html`<aside class="fp-log" aria-label="What happened">
    <p class="fp-toast" data-kind=${toast?.kind} role="status"
      aria-hidden=${toast?.kind === 'trip'} data-testid="fp-toast">${toast && html`<b>${WORDS[toast.kind]}</b> ${toast.text}`}</p>
    <p class="sr" role="alert">${toast?.kind === 'trip' ? toast.text : ''}</p>
    ${losses?.failed > 0 && html`<p class="fp-loss" data-testid="fp-losses">Broken so far: ${losses.failed} devices,
      about ${Math.round(losses.value_eur)} EUR (assumed)</p>`}
    ${warnings.length > 0 && html`<ul class="fp-warn">${warnings.map((/** @type {string} */ text) => html`<li>${text}</li>`)}</ul>`}
    <h2>What happened</h2>
    <ol data-testid="fp-log">${[...lines].reverse().map(
      (line) => html`<li data-kind=${line.kind}><b>${WORDS[line.kind]}</b> ${line.text}
        <span class="num">${line.t_s === undefined ? '' : `at ${line.t_s.toFixed(1)} s`}</span></li>`,
    )}</ol>
    ${lines.length === 0 && html`<p class="note">Nothing yet. Press, flip, twist, pull: it behaves as the rack would.</p>`}
  </aside>`;
}
