// The board: a tile for each rack, always in its place. On a phone the same tiles are rows.

import { cellsOf, mark, put, share } from '../lib/cells.js';
import { draw, glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useLayoutEffect, useRef } from '../lib/html.js';
import { atOnce, live } from '../lib/live.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { markAll } from './mark.js';
import { fresh, pictureNow } from './now.js';
import { left, shortPlace, silence, used, way, words } from './tell.js';

/** @typedef {import('./picture.js').Picture} Picture */

/** Bars reach this far beyond their limit, in percent of it; the tick stands at the limit. */
const REACH_PCT = 125;
/** Texts and four bars: ten tiles are as much as a slow device draws within one picture. */
const WEIGHT = 1.5;
/** So many racks have room for tiles that are read from further away. */
const FEW = 24;
const NAMES = /** @type {const} */ (['L1', 'L2', 'L3', 'N']);

/**
 * What is drawn beside the name: the severity's shape, the warning triangle also of a silent rack.
 * @param {Picture} picture
 */
export function shape({ severity, tripped }) {
  return tripped && severity === 'p1' ? 'calm' : severity;
}

/**
 * @param {Record<string, HTMLElement>} cells
 * @param {Picture} picture
 */
function paintBars(cells, picture) {
  picture.usedPct.forEach((pct, k) => {
    const bar = cells[`b${k}`];
    share(bar, '--v', (pct ?? 0) / REACH_PCT);
    mark(bar, 'is', pct === null ? 'missing' : pct > 100 ? 'over' : 'known');
  });
}

/**
 * @param {HTMLElement} el
 * @param {string} id
 */
function writer(el, id) {
  const cells = cellsOf(el);
  return () => {
    const picture = pictureNow(id);
    if (!picture) return false;
    markAll(el, picture);
    draw(cells.glyph, shape(picture));
    const [word, more] = words(picture);
    mark(el, 'worded', word ? 'yes' : 'no');
    put(cells.word, word);
    put(cells.more, more);
    if (!word) {
      put(cells.left, left(picture));
      put(cells.place, shortPlace(picture.place));
      put(cells.pct, used(picture));
    }
    put(cells.heard, picture.online ? '' : silence(picture));
    paintBars(cells, picture);
    return false;
  };
}

/**
 * It reads a signal, and so is drawn anew only for that or for another rack, not whenever the board is.
 * @param {{rack: import('./arrange.js').Rack, wordy: boolean}} props `wordy` where there is room for it
 */
function Tile({ rack, wordy }) {
  const isNew = fresh.value.has(rack.id);
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const write = useRef(/** @type {(nowMs: number) => boolean} */ (() => false));
  // What is known is written before the tile is first laid out; the rest comes by slices.
  useLayoutEffect(() => {
    write.current = writer(/** @type {HTMLElement} */ (el.current), rack.id);
    atOnce(write.current);
  }, [rack.id, wordy]);
  useEffect(
    () => live('fleet', /** @type {HTMLElement} */ (el.current), write.current, WEIGHT),
    [rack.id, wordy],
  );
  const name = called(rack);
  const by = way(rack, store.nodeName);
  return html`<li>
    <a class="tile live" id=${`tile-${rack.id}`} data-testid=${`tile-${rack.id}`} ref=${el}
      href=${rackAddress(rack.id)} data-nav data-rack=${rack.id} data-new=${isNew ? 'yes' : undefined}
      title=${by ? `${name}, ${by}` : name}>
      <span class="tile-name">${glyph('calm', 'glyph')}<i class="lever"></i><b class=${rack.name ? undefined : 'unnamed'}>${name}</b></span>
      <span class="tile-mid"><span class="tile-left"><b class="num" data-c="left">—</b><span
        class="unit">A<span class="sr"> left</span></span></span><span class="tile-side"><span data-c="place"></span><span
        class="num" data-c="pct"></span></span></span>
      <span class="tile-word"><b data-c="word"></b><span data-c="more"></span></span>
      <span class="bars" aria-hidden="true">${NAMES.map(
        (phase, k) => html`<i data-k=${phase} data-c=${`b${k}`} data-is="missing"></i>`,
      )}</span>
      ${wordy && html`<span class="tile-via">${[isNew && 'new', by].filter(Boolean).join(' · ')} <span data-c="heard"></span></span>`}
    </a>
  </li>`;
}

/**
 * Groups of tiles.
 * @param {{groups: readonly import('./arrange.js').Group[], rows: boolean}} props `rows` for a thumb
 */
export function Board({ groups, rows }) {
  const named = groups.some(({ name }) => name !== null);
  const count = groups.reduce((sum, { racks }) => sum + racks.length, 0);
  const shape = rows ? 'rows' : count <= FEW ? 'roomy' : '';
  return html`<div class=${`board ${shape}`} data-testid=${rows ? 'rows' : 'board'}>
    ${groups.map(
      ({ name, racks }) => html`<section class="board-group" key=${name ?? ''}
        aria-label=${name ?? (named ? 'No group' : 'Racks')} data-named=${named ? 'yes' : 'no'}>
        ${named && html`<h2 class="board-name"><span>${name ?? 'No group'}</span></h2>`}
        <ul class="tiles-of">${racks.map((rack) =>
          h(Tile, { key: rack.id, rack, wordy: shape !== '' }),
        )}</ul>
      </section>`,
    )}
    <p class="board-key">Large: amps left below the nearest limit. Bars: L1, L2, L3, N of their rating, the tick is
      100 %.</p>
  </div>`;
}
