// The list: all numbers of all racks, head and names stand still while the rest is scrolled.

import { cellsOf, put } from '../lib/cells.js';
import { age, amps, fixed, kilo } from '../lib/format.js';
import { digits, due } from '../lib/gauge.js';
import { draw, glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useRef } from '../lib/html.js';
import { live } from '../lib/live.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { markAll } from './mark.js';
import { fresh, pictureNow } from './now.js';
import { shortPlace, state, way } from './tell.js';
import { headroom } from '../lib/words.js';

/** @typedef {import('./picture.js').Picture} Picture */

const CURRENTS = /** @type {const} */ (['l1', 'l2', 'l3', 'n']);
/** Nearly every text of a row changes each time: a frame has room for a few rows only. */
const WEIGHT = 2;
const COLUMNS = /** @type {const} */ ([
  ['Rack', ''],
  ['Main', ''],
  ['L1', 'A'],
  ['L2', 'A'],
  ['L3', 'A'],
  ['N', 'A'],
  ['U min', 'V'],
  ['f', 'Hz'],
  ['Nearest limit', ''],
  ['P', 'kW'],
  ['Alarms', ''],
  ['Age', ''],
]);

/**
 * @param {HTMLElement} el
 * @param {string} id
 */
function writer(el, id) {
  const cells = cellsOf(el);
  const shown = CURRENTS.map(() => digits());
  return (/** @type {number} */ nowMs) => {
    const picture = pictureNow(id);
    if (!picture) return false;
    markAll(el, picture);
    draw(cells.glyph, picture.severity);
    put(cells.state, state(picture));
    const doubt = (picture.stale ? 1 : 0) + (picture.online ? 2 : 0);
    CURRENTS.forEach((name, k) => {
      const value = picture.i[k] ?? null;
      const d = /** @type {import('../lib/gauge.js').Digits} */ (shown[k]);
      if (due(d, value, doubt, nowMs)) put(cells[name], amps(value));
    });
    paintRest(cells, picture);
    return false;
  };
}

/**
 * @param {Record<string, HTMLElement>} cells
 * @param {Picture} picture
 */
function paintRest(cells, picture) {
  put(cells.u, fixed(picture.uMin, 0));
  put(cells.f, fixed(picture.f, 2));
  const room = headroom(picture.left, picture.worstPct, picture.bound);
  put(cells.worst, `${shortPlace(picture.place)} ${room}`.trim());
  put(cells.p, kilo(picture.p));
  put(cells.alarms, picture.alarms ? String(picture.alarms) : '');
  put(cells.age, age(picture.ageS));
}

/**
 * It reads a signal, and so is drawn anew only for that or for another rack, not whenever the list is.
 * @param {{rack: import('./arrange.js').Rack}} props
 */
function Row({ rack }) {
  const isNew = fresh.value.has(rack.id);
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return live('fleet', own, writer(own, rack.id), WEIGHT);
  }, [rack.id]);
  const by = way(rack, store.nodeName);
  const num = (/** @type {string} */ name) =>
    html`<span role="cell" class="num" data-c=${name}>—</span>`;
  return html`<div role="row" class="fl-row live" ref=${el} data-testid=${`row-${rack.id}`}
    data-new=${isNew ? 'yes' : undefined}>
    <span role="rowheader" class="fl-name"><a href=${rackAddress(rack.id)} data-nav data-rack=${rack.id}
      title=${by ? `${called(rack)}, ${by}` : called(rack)}>${glyph('calm', 'glyph')}<b>${called(rack)}</b>${by && html`<em>${by}</em>`}</a></span>
    <span role="cell" class="fl-state" data-c="state">no data yet</span>
    ${CURRENTS.map(num)} ${num('u')} ${num('f')}
    <span role="cell" class="fl-worst" data-c="worst">—</span>
    ${num('p')} ${num('alarms')}
    <span role="cell" class="fl-age" data-c="age"></span>
  </div>`;
}

/** @param {{groups: readonly import('./arrange.js').Group[]}} props */
export function List({ groups }) {
  const named = groups.some(({ name }) => name !== null);
  return html`<div class="fl-scroll" data-testid="list">
    <div role="table" aria-label="Racks" class="fl">
      <div role="rowgroup" class="fl-top"><div role="row" class="fl-head">${COLUMNS.map(
        ([title, unit]) => html`<span role="columnheader">${title}${unit && html` <small>${unit}</small>`}</span>`,
      )}</div></div>
      ${groups.map(
        ({ name, racks }) => html`<div role="rowgroup" key=${name ?? ''} class="fl-group">
          ${named && html`<div role="row" class="fl-title"><span role="rowheader">${name ?? 'No group'}</span></div>`}
          ${racks.map((rack) => h(Row, { key: rack.id, rack }))}
        </div>`,
      )}
    </div>
  </div>`;
}
