// For the wall at three metres: state, where and what, live age and power. Three lines, no controls.

import { put } from '../lib/cells.js';
import { age, power, stopwatch } from '../lib/format.js';
import { html, useEffect, useRef } from '../lib/html.js';
import { loudest } from '../lib/severity.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { conditionOf } from './picture.js';

/** @typedef {import('../lib/wire.js').Frame} Frame */
/** @typedef {import('../lib/severity.js').Severity} Severity */

/** Marks before the words, so that colour is not all. @type {Record<Severity, string>} */
const WORDS = {
  calm: 'NO ALARM',
  p3: '◇ NOTE',
  silent: '? NO ANSWER',
  p2: '! WARNING',
  p1: '!! CRITICAL',
};
const EVERY_MS = 250;
/** Letters are measured at this size and then grown to the width of the screen. */
const TRY_PX = 100;
const ROOM = 0.94;

/**
 * All power together, at least that of the racks which are known.
 * @param {Frame} frame
 */
export function allPower(frame) {
  let watts = 0;
  let gap = '';
  for (let row = 0; row < frame.rows; row += 1) {
    const p = frame.rowNum('p_w', row);
    const now = frame.rowNum('online', row) === 1 && frame.rowWord('quality_mains', row) === 'good';
    if (p === null || !now) gap = '≥ ';
    watts += p !== null && now ? p : 0;
  }
  return gap + power(watts).join('\u00a0');
}

/**
 * The largest size at which a text fits a box.
 * @param {number} width of the text at `TRY_PX`
 * @param {number} lines of it
 * @param {{width: number, height: number}} box
 */
export function size(width, lines, box) {
  const byWidth = width > 0 ? (TRY_PX * box.width * ROOM * lines) / width : Number.POSITIVE_INFINITY;
  return Math.max(12, Math.floor(Math.min(byWidth, (box.height * 0.82) / lines)));
}

/** @type {CanvasRenderingContext2D | null} */
let pen = null;

/**
 * Write a line as large as it goes; a long one is set in two.
 * @param {HTMLElement} el
 * @param {string} text
 */
function fit(el, text) {
  put(el, text);
  const box = { width: el.clientWidth, height: el.clientHeight };
  const key = `${text}|${box.width}|${box.height}`;
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen || el.dataset['fit'] === key) return;
  el.dataset['fit'] = key;
  pen.font = `700 ${TRY_PX}px B612, system-ui, sans-serif`;
  const { width } = pen.measureText(text);
  const best = Math.max(size(width, 1, box), size(width * 1.15, 2, box), size(width * 1.25, 3, box));
  el.style.fontSize = `${best}px`;
}

/** @param {Frame | undefined} frame */
function judged(frame) {
  const racks = new Map((store.racks.peek() ?? []).map((rack) => [rack.id, called(rack)]));
  const ids = store.fleetOrder.peek().slice(0, frame?.rows ?? 0);
  const conditions = frame
    ? ids.map((id, row) => ({ ...conditionOf(frame, row, id), title: racks.get(id) ?? id }))
    : [];
  return loudest(conditions, store.alarms.peek());
}

/**
 * @param {HTMLElement} el
 * @param {HTMLElement[]} lines
 */
function paint(el, [state, what, live]) {
  if (!state || !what || !live) return;
  const kind = store.linkKind.peek();
  const since = store.linkAgeMs() / 1000;
  const frame = store.newestOf('fleet')?.frame;
  const lost = kind === 'lost' || store.outdated.peek();
  const { severity, title, text } = judged(frame);
  const count = frame?.rows ?? 0;
  // Of racks that are not seen nothing is known: that is no calm.
  const blind = frame !== undefined && count === 0;
  el.dataset['severity'] = lost || !frame || blind ? 'lost' : severity;
  const calm = `${count} ${count === 1 ? 'rack' : 'racks'}`;
  fit(state, lost ? 'NO LINK' : blind ? 'NO RACKS' : frame ? WORDS[severity] : 'STARTING');
  const seen = blind ? 'none is seen from here' : severity === 'calm' ? calm : `${title}  ${text}`;
  fit(what, lost ? 'do not rely on this screen' : seen);
  const told = kind === 'live' ? `live ${age(since)}` : `data ${age(since)} old`;
  fit(live, lost ? `for ${stopwatch(since)}` : frame ? `${told}   ${blind ? '' : allPower(frame)}` : '');
}

export function Kiosk() {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    const lines = /** @type {HTMLElement[]} */ ([...own.querySelectorAll('p')]);
    const repaint = () => paint(own, lines);
    let at = 0;
    const ends = [
      store.onFrame('fleet', repaint),
      store.onTick((nowMs) => {
        if (nowMs - at < EVERY_MS) return;
        at = nowMs;
        repaint();
      }),
    ];
    repaint();
    void document.fonts?.ready.then(() => {
      for (const line of lines) delete line.dataset['fit'];
    });
    return () => ends.forEach((end) => end());
  }, []);
  return html`<main class="kiosk" ref=${el} data-testid="kiosk" data-severity="calm">
    <h1 class="sr">All racks at a glance</h1>
    <p class="kiosk-state" data-testid="kiosk-state"></p>
    <p class="kiosk-what" data-testid="kiosk-what"></p>
    <p class="kiosk-live" data-testid="kiosk-live"></p>
  </main>`;
}
