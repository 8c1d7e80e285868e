// Pane A: all racks with L1 L2 L3 N, state, warning triangle, age. Fixed order, live cells.

import { cellsOf, mark, put } from '../lib/cells.js';
import { age, amps, fixed } from '../lib/format.js';
import { due, digits } from '../lib/gauge.js';
import { draw, glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useRef } from '../lib/html.js';
import { live } from '../lib/live.js';
import { rackAddress } from '../lib/route.js';
import { loudest } from '../lib/severity.js';
import * as store from '../lib/store.js';
import { headroom, place, TREAT_AS_LIVE } from '../lib/words.js';
import { condition, title } from './glance.js';

/** @typedef {import('../lib/wire.js').Frame} Frame */

const CURRENTS = /** @type {const} */ (['l1', 'l2', 'l3', 'n']);

/** @param {string} id */
function raisedAt(id) {
  return store.alarms.peek().filter((alarm) => alarm.rack === id);
}

/**
 * The function that writes one rack's row from the newest fleet frame.
 * @param {HTMLElement} el
 * @param {string} id
 */
function writer(el, id) {
  const cells = cellsOf(el);
  const shown = CURRENTS.map(() => digits());
  return (/** @type {number} */ nowMs) => {
    const kept = store.newestOf('fleet');
    const row = store.fleetOrder.peek().indexOf(id);
    if (!kept || row < 0 || row >= kept.frame.rows) return false;
    const { frame, sinceS } = kept;
    const { severity, text } = loudest([condition(frame, row, id, '')], raisedAt(id));
    mark(el, 'severity', severity);
    mark(el, 'online', frame.rowNum('online', row) === 1 ? 'yes' : 'no');
    const quality = frame.rowWord('quality_mains', row) ?? 'missing';
    mark(el, 'quality', quality);
    draw(cells.glyph, severity);
    put(cells.state, severity === 'silent' ? TREAT_AS_LIVE : text || 'ON');
    mark(el, 'warning', frame.rowNum('warning', row) === 1 ? 'yes' : 'no');
    CURRENTS.forEach((name, k) => {
      const value = frame.rowNum('i_a', row, k);
      const d = /** @type {import('../lib/gauge.js').Digits} */ (shown[k]);
      if (due(d, value, quality.length, nowMs)) put(cells[name], amps(value));
    });
    paintRest(cells, frame, row, sinceS, frame.rowNum('online', row) !== 1);
    return false;
  };
}

/**
 * Voltage, frequency, what is nearest to its limit, and the age.
 * @param {Record<string, HTMLElement>} cells
 * @param {Frame} frame
 * @param {number} row
 * @param {number} sinceS
 * @param {boolean} silent
 */
function paintRest(cells, frame, row, sinceS, silent) {
  const volts = [0, 1, 2].map((k) => frame.rowNum('v_ln_v', row, k)).filter((v) => v !== null);
  put(cells.u, volts.length ? fixed(Math.min(...volts), 0) : fixed(null, 0));
  put(cells.f, fixed(frame.rowNum('f_hz', row), 2));
  const left = frame.rowNum('worst_left_a', row);
  const used = frame.rowNum('worst_used_pct', row);
  const text = headroom(left, used, frame.rowWord('worst_bound', row));
  put(cells.worst, `${place(frame.rowWord('worst_place', row) ?? '')} ${text}`);
  const old = frame.rowNum('age_s', row);
  const seconds = old === null ? null : old + sinceS;
  put(
    cells.age,
    silent ? (seconds === null ? 'never heard' : `last heard ${age(seconds)} ago`) : age(seconds),
  );
}

/**
 * @param {{rack: import('../lib/types.js').RackRowDoc, open: boolean}} props
 */
function RackRow({ rack, open }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return live('fleet', own, writer(own, rack.id));
  }, [rack.id]);
  return html`<li>
    <a
      class="rack-row live" id=${`rack-row-${rack.id}`} data-testid=${`rack-row-${rack.id}`} ref=${el}
      href=${rackAddress(rack.id)} aria-current=${open ? 'true' : undefined} data-nav
    >
      <span class="rack-glyph">${glyph('calm', 'glyph')}</span>
      <span class="rack-name">${title(rack)}</span>
      <span class="rack-state" data-c="state">no data yet</span>
      <span class="rack-i"><span class="k">L1</span><b class="num" data-c="l1">—</b></span>
      <span class="rack-i"><span class="k">L2</span><b class="num" data-c="l2">—</b></span>
      <span class="rack-i"><span class="k">L3</span><b class="num" data-c="l3">—</b></span>
      <span class="rack-i"><span class="k">N</span><b class="num" data-c="n">—</b></span>
      <span class="rack-u extra"><b class="num" data-c="u">—</b><span class="unit">V</span></span>
      <span class="rack-f extra"><b class="num" data-c="f">—</b><span class="unit">Hz</span></span>
      <span class="rack-worst extra" data-c="worst">—</span>
      <span class="rack-age" data-c="age"></span>
    </a>
  </li>`;
}

/** Racks entered by hand: there is nothing to show of them, and that is said. */
function Unmonitored() {
  const told = store.unmonitored.value;
  if (told.length === 0) return null;
  return html`<section class="unmonitored" data-testid="unmonitored" aria-label="Not monitored">
    <h2>Not monitored <span class="hint">entered by hand, nothing is measured: treat as live</span></h2>
    <ul>
      ${told.map((rack) => html`<li key=${rack.id}><b>${rack.name ?? rack.id}</b> ${rack.title}</li>`)}
    </ul>
  </section>`;
}

/**
 * @param {{open: string | null, full: boolean}} props `full` shows the columns that need room
 */
export function Fleet({ open, full }) {
  const racks = store.racks.value;
  return html`<section class=${`pane pane-a ${full ? 'full' : 'slim'}`} aria-label="Racks"
    data-testid="pane-a">
    ${full && html`<h1 class="sr">Racks</h1>`}
    ${
      full &&
      html`<div class="rack-head" aria-hidden="true">
      <span></span><span>Rack</span><span>Main</span><span>L1 A</span><span>L2 A</span>
        <span>L3 A</span>
      <span>N A</span><span>U min</span><span>f</span><span>Nearest limit</span><span>Age</span>
    </div>`
    }
    ${
      racks === null
        ? html`<p class="hint">Asking the node for its racks</p>`
        : racks.length === 0
          ? html`<p class="hint">This node reads no racks. Name them in its configuration.</p>`
          : html`<ul class="racks">
            ${racks.map((rack) => h(RackRow, { key: rack.id, rack, open: rack.id === open }))}
          </ul>`
    }
    ${h(Unmonitored, {})}
  </section>`;
}
