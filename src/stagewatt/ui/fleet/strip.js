// The five racks nearest to trouble: always five places, which change only for a reason.

import { cellsOf, mark, put } from '../lib/cells.js';
import { draw, glyph } from '../lib/glyphs.js';
import { html, signal, useEffect, useRef } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { pictureNow } from './now.js';
import { RANK } from './picture.js';
import { reason } from './tell.js';
import { nobody, worstOf } from './worst.js';

/** Digits in the strip change this often at most. */
const EVERY_MS = 500;

let worst = nobody();
const places = signal(/** @type {string[]} */ ([]));

/** See who belongs into the strip now. */
function look() {
  const candidates = store.fleetOrder.peek().flatMap((rack) => {
    const picture = pictureNow(rack);
    if (!picture || (picture.severity === 'calm' && picture.worstPct === null)) return [];
    return [{ rack, rank: RANK[picture.severity], usedPct: picture.worstPct ?? 0 }];
  });
  worst = worstOf(worst, candidates, performance.now());
  if (worst.places.join() !== places.peek().join()) places.value = worst.places;
}

/**
 * Where a tap leads: to the way that is raised, else to the rack.
 * @param {string} id
 * @param {import('./picture.js').Picture} picture
 */
function target(id, { alarm, severity, place }) {
  const at = severity === 'calm' ? place : (alarm?.place ?? '');
  return rackAddress(id, /^[A-Z]\d+$/.test(at) ? at : null);
}

/**
 * @param {HTMLElement} el
 * @param {string} id
 */
function paint(el, id) {
  const picture = pictureNow(id);
  const cells = cellsOf(el);
  if (!picture) return;
  mark(el, 'severity', picture.severity);
  draw(cells.glyph, picture.severity);
  put(cells.why, reason(picture));
  const href = target(id, picture);
  if (el.getAttribute('href') !== href) el.setAttribute('href', href);
}

export function Strip() {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const racks = new Map((store.racks.value ?? []).map((rack) => [rack.id, rack]));
  const ids = places.value;
  useEffect(() => {
    let at = Number.NEGATIVE_INFINITY;
    const repaint = () => {
      const now = performance.now();
      if (now - at < EVERY_MS) return;
      at = now;
      look();
      for (const el of list.current?.querySelectorAll('a') ?? []) paint(el, el.dataset.rack ?? '');
    };
    return store.onFrame('fleet', repaint);
  }, []);
  useEffect(() => {
    for (const el of list.current?.querySelectorAll('a') ?? []) paint(el, el.dataset.rack ?? '');
  }, [ids]);
  return html`<section class="worst" aria-label="Nearest to trouble" data-testid="worst">
    <ol ref=${list}>
      ${ids.map((id) => {
        const rack = racks.get(id);
        return html`<li key=${id}><a class="live" href=${rackAddress(id)} data-rack=${id}
          data-testid=${`worst-${id}`}>${glyph('calm', 'glyph')}<b>${rack ? called(rack) : id}</b>
          <span class="num" data-c="why"></span></a></li>`;
      })}
    </ol>
  </section>`;
}
