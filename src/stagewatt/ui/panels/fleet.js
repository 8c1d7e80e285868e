// Pane A beside an open rack: all racks with L1 L2 L3 N, state, warning triangle, age. Fixed order.

import { markAll } from '../fleet/mark.js';
import { called } from '../fleet/arrange.js';
import { groups, pictureNow } from '../fleet/now.js';
import { Unmonitored } from '../fleet/others.js';
import { silence, state, way } from '../fleet/tell.js';
import { cellsOf, mark, put } from '../lib/cells.js';
import { age, amps } from '../lib/format.js';
import { due, digits } from '../lib/gauge.js';
import { draw, glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useRef } from '../lib/html.js';
import { live } from '../lib/live.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';

const CURRENTS = /** @type {const} */ (['l1', 'l2', 'l3', 'n']);

/**
 * The function that writes one rack's row from the newest fleet frame.
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
    mark(el, 'quality', picture.quality);
    draw(cells.glyph, picture.severity);
    put(cells.state, state(picture));
    CURRENTS.forEach((name, k) => {
      const value = picture.i[k] ?? null;
      const d = /** @type {import('../lib/gauge.js').Digits} */ (shown[k]);
      if (due(d, value, picture.quality.length, nowMs)) put(cells[name], amps(value));
    });
    put(cells.age, picture.online ? age(picture.ageS) : silence(picture));
    return false;
  };
}

/**
 * Bring the open rack into the middle of the list; nothing else on the page moves.
 * @param {HTMLElement} row
 */
function center(row) {
  const side = row.closest('.side');
  if (!side) return;
  const [at, all] = [row.getBoundingClientRect(), side.getBoundingClientRect()];
  if (at.top < all.top + 200 || at.bottom > all.bottom) {
    side.scrollTop += (at.top + at.bottom - all.top - all.bottom) / 2;
  }
}

/**
 * @param {{rack: import('../fleet/arrange.js').Rack, open: boolean}} props
 */
function RackRow({ rack, open }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    if (open) center(own);
    return live('fleet', own, writer(own, rack.id));
  }, [rack.id, open]);
  const by = way(rack, store.nodeName);
  const current = (/** @type {string} */ name) => html`<span class="rack-i"><span
    class="k">${name.toUpperCase()}</span><b class="num" data-c=${name}>—</b></span>`;
  return html`<li>
    <a
      class="rack-row live" id=${`rack-row-${rack.id}`} data-testid=${`rack-row-${rack.id}`} ref=${el}
      href=${rackAddress(rack.id)} aria-current=${open ? 'true' : undefined} data-nav
    >
      <span class="rack-glyph">${glyph('calm', 'glyph')}</span>
      <span class="rack-name">${called(rack)}</span>
      <span class="rack-state" data-c="state">no data yet</span>
      ${CURRENTS.map(current)}
      <span class="rack-age">${by} <span data-c="age"></span></span>
    </a>
  </li>`;
}

/**
 * @param {{open: string | null}} props
 */
export function Fleet({ open }) {
  const racks = store.racks.value;
  const all = groups();
  const named = all.some(({ name }) => name !== null);
  return html`<section class="pane pane-a slim" aria-label="Racks" data-testid="pane-a">
    ${racks === null && html`<p class="hint">Asking the node for its racks</p>`}
    ${racks?.length === 0 && html`<p class="hint">No rack is known here yet.</p>`}
    ${all.map(
      ({ name, racks: inside }) => html`<section key=${name ?? ''} aria-label=${name ?? 'Racks'}>
        ${named && html`<h2 class="slim-group">${name ?? 'No group'}</h2>`}
        <ul class="racks">
          ${inside.map((rack) => h(RackRow, { key: rack.id, rack, open: rack.id === open }))}
        </ul>
      </section>`,
    )}
    ${h(Unmonitored, {})}
  </section>`;
}
